using System.Diagnostics;
using Xunit.Sdk;

namespace Xemu.Block.Tests;

/// <summary>QEMU's own tools, which say what a qcow2 file holds and whether it is sound.</summary>
internal static class Qemu
{
    private const string SkipReason = "qemu-img and qemu-io are not installed; 'apt-get install qemu-utils' brings them.";

    public static void Require() => Assert.SkipUnless(IsOnPath("qemu-img") && IsOnPath("qemu-io"), SkipReason);

    public static void Img(params string[] arguments)
    {
        (int code, string text) = Run("qemu-img", arguments);
        Assert.True(code == 0, $"qemu-img {string.Join(' ', arguments)} gave {code}: {text}");
    }

    public static void Io(string path, params string[] commands)
    {
        (int code, string text) = Run("qemu-io", [.. commands.SelectMany(static c => new[] { "-c", c }), path]);
        Assert.True(code == 0 && !text.Contains("failed", StringComparison.Ordinal), $"qemu-io {string.Join(';', commands)} gave {code}: {text}");
    }

    public static void Check(string path)
    {
        (int code, string text) = Run("qemu-img", ["check", "-f", "qcow2", path]);
        Assert.True(code == 0, $"qemu-img check gave {code}: {text}");
    }

    public static byte[] Content(string path)
    {
        string raw = path + ".content";
        Img("convert", "-f", "qcow2", "-O", "raw", path, raw);
        byte[] content = File.ReadAllBytes(raw);
        File.Delete(raw);
        return content;
    }

    public static (int Code, string Text) Run(string tool, string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new XunitException($"{tool} does not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static bool IsOnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
