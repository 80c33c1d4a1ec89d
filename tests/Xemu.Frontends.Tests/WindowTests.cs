using Xemu.Abstractions;
using Xemu.Frontend.Sdl;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

/// <summary>In a real window of a virtual display. One class, so that they run one after the other: a process has one window.</summary>
public sealed class WindowTests
{
    private const int ScreenWidth = 1280;

    [Fact]
    public void Window_WithColourBars_ShowsThem()
    {
        using Display display = Display.Start();
        using var machine = new TestMachine();
        var bars = new ColorBars(640, 480);
        using var frontend = new SdlFrontend(new WindowOptions { Source = bars, Required = true, Size = 2 }, machine);
        frontend.Wire();

        bars.Blank();

        // 640x480 in the middle of 1280x1024: a bar is 80 pixels.
        byte[] picture = CaptureUntil(display, static p => Pixel(p, 320 + 120, 512) == 0xFFFF00);
        Assert.Equal(ColorBars.Colors, Enumerable.Range(0, 8).Select(b => Pixel(picture, 320 + (b * 80) + 40, 512)));
        Assert.Equal(ColorBars.Colors, Enumerable.Range(0, 8).Select(b => Pixel(picture, 320 + (b * 80) + 40, 273)));
        Assert.Equal(ColorBars.Colors, Enumerable.Range(0, 8).Select(b => Pixel(picture, 320 + (b * 80) + 40, 750)));
        Assert.Equal(0u, Pixel(picture, 100, 100));
    }

    [Fact]
    public void Window_WithA720PixelPicture_ShowsItAs4To3()
    {
        using Display display = Display.Start();
        display.StartWindowManager();
        using var machine = new TestMachine();
        var bars = new ColorBars(720, 480);
        using var frontend = new SdlFrontend(new WindowOptions { Source = bars, Required = true, FullScreen = true }, machine);
        frontend.Wire();

        bars.Blank();

        // 1280x960 in the middle of 1280x1024
        byte[] picture = CaptureUntil(display, static p => Pixel(p, 80, 512) == 0xFFFFFF);
        Assert.Equal(ColorBars.Colors, Enumerable.Range(0, 8).Select(b => Pixel(picture, (b * 160) + 80, 512)));
        Assert.Equal(0u, Pixel(picture, 80, 20));
        Assert.Equal(0xFFFFFFu, Pixel(picture, 80, 40));
    }

    [Fact]
    public void Window_Keys_ControlTheMachine()
    {
        using Display display = Display.Start();
        using var machine = new TestMachine();
        using var folder = new TemporaryFolder();
        var bars = new ColorBars(640, 480);
        using var frontend = new SdlFrontend(
            new WindowOptions { Source = bars, Required = true, Size = 2, Screenshots = new FilePath(folder.Path) }, machine);
        frontend.Wire();
        bars.Blank();
        string window = display.Tool("search --sync --name MIPS");

        Press(display, window, "F5", () => machine.Requests.Count == 1);
        machine.IsRunning = false;
        Press(display, window, "F5", () => machine.Requests.Count == 2);
        Press(display, window, "F6", () => machine.Requests.Count == 3);
        Press(display, window, "F12", () => machine.Written.Count == 1);
        Assert.True(SpinWait.SpinUntil(() => display.Tool($"getwindowname {window}").Contains("(paused)", StringComparison.Ordinal), TimeSpan.FromSeconds(20)));

        Assert.Equal("pause, resume, reset Warm", string.Join(", ", machine.Requests));
        Assert.Equal(folder["test-0001.png"], machine.Written[0].Path);
        Assert.Equal((640, 480), (machine.Written[0].Width, machine.Written[0].Height));
        Assert.Equal(new byte[] { 0x00, 0xFF, 0xFF }, machine.Written[0].Pixels[(100 * 4)..((100 * 4) + 3)]);
    }

    [Fact]
    public void Window_F11_TogglesFullScreen()
    {
        using Display display = Display.Start();
        display.StartWindowManager();
        using var machine = new TestMachine();
        var bars = new ColorBars(640, 480);
        using var frontend = new SdlFrontend(new WindowOptions { Source = bars, Required = true, Size = 1 }, machine);
        frontend.Wire();
        bars.Blank();
        string window = display.Tool("search --sync --name MIPS");
        Press(display, window, "F11", () => IsFullScreen(display));
        Press(display, window, "alt+Return", () => !IsFullScreen(display));
    }

    [Fact]
    public void Window_Closed_StopsTheMachine()
    {
        using Display display = Display.Start();
        using var machine = new TestMachine();
        using var frontend = new SdlFrontend(new WindowOptions { Source = new ColorBars(64, 48), Required = true, Size = 1 }, machine);
        frontend.Wire();
        string window = display.Tool("search --sync --name MIPS");

        XClient.AskToClose(display.Name, (nuint)ulong.Parse(window, System.Globalization.CultureInfo.InvariantCulture));

        Assert.True(SpinWait.SpinUntil(() => machine.Requests.Count > 0, TimeSpan.FromSeconds(20)));
        Assert.Equal("stop 0 The window was closed.", machine.Requests[0]);
    }

    [Fact]
    public void Window_SecondInOneProcess_IsRefusedAndTheFirstStays()
    {
        using Display display = Display.Start();
        using var machine = new TestMachine();
        using var other = new TestMachine();
        using var first = new SdlFrontend(new WindowOptions { Source = new ColorBars(64, 48), Required = true }, machine);
        first.Wire();
        using var second = new SdlFrontend(new WindowOptions { Source = new ColorBars(64, 48), Required = true }, other);

        Assert.Contains("another window", Assert.Throws<ComponentException>(second.Wire).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_OpenedAgainAfterDispose_Works()
    {
        using Display display = Display.Start();
        for (int i = 0; i < 3; i++)
        {
            using var machine = new TestMachine();
            using var frontend = new SdlFrontend(new WindowOptions { Source = new ColorBars(64, 48), Required = true }, machine);
            frontend.Wire();
        }
    }

    [Fact]
    public void Auto_WithADisplay_OpensTheWindow()
    {
        using Display display = Display.Start();
        using var machine = new TestMachine();
        var bars = new ColorBars(640, 480);
        using var frontend = new AutoFrontend(new WindowOptions { Source = bars, Size = 2 }, machine);
        frontend.Wire();

        bars.Blank();

        _ = CaptureUntil(display, static p => Pixel(p, 320 + 120, 512) == 0xFFFF00);
    }

    [Fact]
    public void Window_WithoutADisplay_GoesOnHeadless()
    {
        string? display = Environment.GetEnvironmentVariable("DISPLAY");
        Display.SetBoth("DISPLAY", null);
        try
        {
            using var machine = new TestMachine();
            var log = new LineLog();
            machine.Log = log;
            var bars = new ColorBars(64, 48);
            using var frontend = new SdlFrontend(new WindowOptions { Source = bars }, machine);
            frontend.Wire();

            Assert.Equal(0, bars.SinkCount);
            Assert.Equal("No display: running headless (neither DISPLAY nor WAYLAND_DISPLAY is set).", Assert.Single(log.Lines));
            Assert.Throws<ComponentException>(() => new SdlFrontend(new WindowOptions { Source = bars, Required = true }, new TestMachine()));
        }
        finally
        {
            Display.SetBoth("DISPLAY", display);
        }
    }

    [Fact]
    public void Window_OnADeadDisplay_GoesOnHeadless()
    {
        Assert.SkipUnless(Sdl.IsInstalled, "SDL2 is not installed: apt install libsdl2-2.0-0");
        string? display = Environment.GetEnvironmentVariable("DISPLAY");
        Display.SetBoth("DISPLAY", ":4711");
        Display.SetBoth("SDL_VIDEODRIVER", "x11");
        try
        {
            using var machine = new TestMachine();
            var log = new LineLog();
            machine.Log = log;
            using var frontend = new SdlFrontend(new WindowOptions { Source = new ColorBars(64, 48) }, machine);
            frontend.Wire();

            Assert.StartsWith("No display: running headless (", Assert.Single(log.Lines), StringComparison.Ordinal);
        }
        finally
        {
            Display.SetBoth("DISPLAY", display);
            Display.SetBoth("SDL_VIDEODRIVER", null);
        }
    }

    /// <summary>White and black bars reach the edges, and what is above the 4:3 picture is black.</summary>
    private static bool IsFullScreen(Display display) =>
        display.Capture() is { } p && Pixel(p, 2, 512) == 0xFFFFFF && Pixel(p, 1040, 512) == 0x0000FF && Pixel(p, 2, 10) == 0;

    private static uint Pixel(byte[] picture, int x, int y)
    {
        int offset = ((y * ScreenWidth) + x) * 3;
        return offset + 2 < picture.Length ? ((uint)picture[offset] << 16) | ((uint)picture[offset + 1] << 8) | picture[offset + 2] : 0xFF00_0000;
    }

    private static byte[] CaptureUntil(Display display, Func<byte[], bool> wanted)
    {
        byte[] picture = [];
        Assert.True(SpinWait.SpinUntil(() => wanted(picture = display.Capture()), TimeSpan.FromSeconds(30)), "The picture did not appear.");
        return picture;
    }

    private static void Press(Display display, string window, string key, Func<bool> done)
    {
        _ = display.Tool($"windowfocus --sync {window} key {key}");
        Assert.True(SpinWait.SpinUntil(done, TimeSpan.FromSeconds(20)), $"{key} did nothing.");
    }
}
