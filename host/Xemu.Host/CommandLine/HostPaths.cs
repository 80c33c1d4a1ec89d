namespace Xemu.Host;

/// <summary>Where the host finds and keeps things.</summary>
internal static class HostPaths
{
    private const string ProductFolder = "xemu-platform";

    /// <summary>The folder of the program: <c>plugins</c> and <c>machines</c> lie beside it.</summary>
    public static string ProgramDirectory => AppContext.BaseDirectory;

    /// <summary>The manifests that ship.</summary>
    public static string MachinesDirectory => Path.Combine(ProgramDirectory, "machines");

    /// <summary>The plugins that ship.</summary>
    public static string ShippedPlugins => Path.Combine(ProgramDirectory, "plugins");

    /// <summary>The user's plugins.</summary>
    public static string UserPlugins => Path.Combine(BaseDataDirectory, "plugins");

    /// <summary>The user's data of the platform: <c>XEMU_DATA_HOME</c>, or the desktop standard's place.</summary>
    public static string DataDirectory =>
        Environment.GetEnvironmentVariable("XEMU_DATA_HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : BaseDataDirectory;

    // XDG Base Directory Specification: a relative path in the variable is to be ignored.
    private static string BaseDataDirectory
    {
        get
        {
            string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            return Path.IsPathFullyQualified(data ?? string.Empty)
                ? Path.Combine(data!, ProductFolder)
                : Path.Combine(Home, ".local", "share", ProductFolder);
        }
    }

    /// <summary>The user's home, whether it exists or not; without one that has a full path, the current folder.</summary>
    public static string Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is var home && Path.IsPathFullyQualified(home)
            ? home
            : Environment.CurrentDirectory;

    /// <summary>A path as shown to the user: relative when it lies below the current folder.</summary>
    public static string Show(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
