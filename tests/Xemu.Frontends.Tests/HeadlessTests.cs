using Xemu.Abstractions;
using Xemu.Frontend.Headless;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

public sealed class HeadlessTests
{
    [Fact]
    public void Headless_NotAsked_TouchesNoFrame()
    {
        using var machine = new TestMachine();
        var bars = new ColorBars(64, 48);
        using var frontend = new HeadlessFrontend(new HeadlessOptions { Source = bars }, machine);

        frontend.Wire();
        bars.Blank();

        Assert.Equal(0, bars.Reads);
        Assert.Equal(0, bars.SinkCount);
    }

    [Fact]
    public void Headless_AskedForFrames_WritesEveryNth()
    {
        using var machine = new TestMachine();
        using var folder = new TemporaryFolder();
        var bars = new ColorBars(64, 48);
        using var frontend = new HeadlessFrontend(
            new HeadlessOptions { Source = bars, Frames = new FilePath(folder["frames"]), Every = 3 }, machine);

        frontend.Wire();
        for (int i = 0; i < 10; i++)
        {
            bars.Blank();
        }

        Assert.Equal(
            "frame-00000003.png, frame-00000006.png, frame-00000009.png",
            string.Join(", ", machine.Written.Select(static w => Path.GetFileName(w.Path))));
        Assert.Equal((64, 48), (machine.Written[0].Width, machine.Written[0].Height));
        Assert.Equal(64 * 48 * 4, machine.Written[0].Pixels.Length);
        Assert.Equal(3, machine.Counters["written"]());
        Assert.True(Directory.Exists(folder["frames"]));
    }

    [Fact]
    public void Headless_WithAFolderThatCannotBe_IsRefused()
    {
        using var machine = new TestMachine();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], string.Empty);

        Assert.Throws<ComponentException>(() => new HeadlessFrontend(
            new HeadlessOptions { Source = new ColorBars(8, 8), Frames = new FilePath(folder["file/sub"]) }, machine));
    }

    [Fact]
    public void Headless_WithTheDisplayOff_WritesNothing()
    {
        using var machine = new TestMachine();
        using var folder = new TemporaryFolder();
        var off = new ColorBars(0, 0);
        using var frontend = new HeadlessFrontend(new HeadlessOptions { Source = off, Frames = new FilePath(folder.Path), Every = 1 }, machine);

        frontend.Wire();
        off.Blank();

        Assert.Empty(machine.Written);
    }
}
