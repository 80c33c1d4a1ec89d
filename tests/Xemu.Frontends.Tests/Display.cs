using System.Diagnostics;
using System.Runtime.InteropServices;
using Xemu.Frontend.Sdl;

namespace Xemu.Frontends.Tests;

/// <summary>A virtual display for the length of a test; tests are skipped where there is none to be had.</summary>
internal sealed partial class Display : IDisposable
{
    private readonly Process _server;
    private readonly string? _oldDisplay = Environment.GetEnvironmentVariable("DISPLAY");

    private Process? _windowManager;

    private Display(Process server, string name)
    {
        _server = server;
        Name = name;
        SetBoth("DISPLAY", name);
    }

    public string Name { get; }

    /// <summary>Starts one of 1280x1024 with 24 bits, or skips the test.</summary>
    public static Display Start()
    {
        Assert.SkipUnless(Sdl.IsInstalled, "SDL2 is not installed: apt install libsdl2-2.0-0");
        foreach (string tool in new[] { "Xvfb", "xdotool", "import" })
        {
            Assert.SkipUnless(Find(tool), $"{tool} is not installed: apt install xvfb xdotool imagemagick");
        }

        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset" })
        {
            start.ArgumentList.Add(argument);
        }

        Process server = Process.Start(start)!;
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginErrorReadLine();
        string? number = server.StandardOutput.ReadLine();
        Assert.NotNull(number);
        return new Display(server, ":" + number);
    }

    /// <summary>Starts a window manager, which full screen needs, or skips the test.</summary>
    public void StartWindowManager()
    {
        Assert.SkipUnless(Find("openbox"), "openbox is not installed: apt install openbox");
        var start = new ProcessStartInfo("openbox") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DISPLAY"] = Name;

        // A window that is mapped before openbox is ready stays unmapped: it says when it is.
        start.ArgumentList.Add("--startup");
        start.ArgumentList.Add("echo ready");
        _windowManager = Process.Start(start)!;
        _windowManager.ErrorDataReceived += static (_, _) => { };
        _windowManager.BeginErrorReadLine();
        string? line;
        do
        {
            line = _windowManager.StandardOutput.ReadLine();
        }
        while (line is not null and not "ready");
        Assert.NotNull(line);
    }

    /// <summary>The whole screen, three bytes a pixel.</summary>
    public byte[] Capture()
    {
        using Process import = Process.Start(new ProcessStartInfo("import", $"-display {Name} -window root -depth 8 rgb:-") { RedirectStandardOutput = true })!;
        using var picture = new MemoryStream();
        import.StandardOutput.BaseStream.CopyTo(picture);
        import.WaitForExit();

        // For people who want to see what the tests saw.
        if (Environment.GetEnvironmentVariable("XEMU_TEST_PICTURES") is { Length: > 0 } folder)
        {
            using Process keep = Process.Start("import", $"-display {Name} -window root {Path.Combine(folder, $"capture-{Directory.GetFiles(folder).Length:D3}.png")}");
            keep.WaitForExit();
        }

        return picture.ToArray();
    }

    public string Tool(string arguments)
    {
        var start = new ProcessStartInfo("xdotool", arguments) { RedirectStandardOutput = true };
        start.Environment["DISPLAY"] = Name;
        using Process tool = Process.Start(start)!;
        string output = tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
        return output.Trim();
    }

    public void Dispose()
    {
        _windowManager?.Kill();
        _windowManager?.WaitForExit();
        _windowManager?.Dispose();
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        SetBoth("DISPLAY", _oldDisplay);
    }

    /// <summary>Sets what .NET sees and what native code sees, which are two.</summary>
    public static void SetBoth(string name, string? value)
    {
        Environment.SetEnvironmentVariable(name, value);
        _ = value is null ? unsetenv(name) : setenv(name, value, 1);
    }

    private static bool Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(p => File.Exists(Path.Combine(p, tool)));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
