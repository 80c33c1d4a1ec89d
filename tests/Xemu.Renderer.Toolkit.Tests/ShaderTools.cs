using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Khronos' checkers of shaders, run over many files.</summary>
internal sealed class ShaderTools : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-shaders-");
    private int _count;

    /// <summary>How many random shaders of a kind are made: a short form, or what <c>XEMU_SHADERS</c> says.</summary>
    public static int Campaign(int shortForm) =>
        Environment.GetEnvironmentVariable("XEMU_SHADERS") is { } count ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : shortForm;

    /// <summary>Skips the test where a tool is not there.</summary>
    public static void Require(string tool, string package) =>
        Assert.SkipUnless(File.Exists(Path.Combine("/usr/bin", tool)), $"{tool} is not installed: apt install {package}");

    /// <summary>Adds a shader to be checked.</summary>
    public void Add(ShaderCode code, string stage)
    {
        string path = Path.Combine(_folder.FullName, $"{_count++}.{stage}");
        if (code.Flavour == ShaderFlavour.SpirV)
        {
            File.WriteAllBytes(path + ".spv", MemoryMarshal.AsBytes(code.Words.AsSpan()).ToArray());
        }
        else
        {
            File.WriteAllText(path, code.Text);
        }
    }

    /// <summary>Runs a command for each file; its output is empty when all are accepted.</summary>
    /// <param name="command">The command; the file's path follows.</param>
    public string Check(string command)
    {
        string script = $"for f in '{_folder.FullName}'/*; do out=$({command} \"$f\" 2>&1) || echo \"$f: $out\"; done";
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
