using System.Runtime.CompilerServices;

namespace Xemu.EndToEnd.Tests;

/// <summary>The built platform and the files of guests.</summary>
internal static class Platform
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The folder of the program, built in the configuration of these tests.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Xemu.Host", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    public static string Program => Path.Combine(Folder, OperatingSystem.IsWindows() ? "xemu-platform.exe" : "xemu-platform");

    public static string Manifest(string name) => Path.Combine(Root, "machines", name);

    /// <summary>Skips a test where nobody has got the Linux guest.</summary>
    public static void RequireLinux() =>
        Assert.SkipUnless(File.Exists(Path.Combine(Root, "tests", "guests", "out", "SHA256SUMS")), "The Linux guest is not there; tests/guests/get-debian.sh gets it.");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
