using Xemu.EndToEnd.Tests;
using Xemu.Host.Tests;

namespace Xemu.Samples.Tests;

/// <summary>A renderer of a third party draws what the chip asks for.</summary>
public sealed class WireframeTests(BuiltSamples samples)
{
    private const uint Edge = 0x40_FF40;
    private const uint Sky = 0x20_4060;

    [Fact]
    public void Capture_ReplayedWithTheWireframe_HasEdgesAndNoFill()
    {
        string picture = Path.Combine(samples.Folder, "wireframe.png");
        string capture = Path.Combine(Platform.Root, "tests/golden/captures/gpu-spin-v1.cap");

        using var host = new HostProcess(
            samples.Folder, "replay", capture, "--renderer", "sample.renderer-wireframe", "--screenshot", picture, "--plugins", Path.GetDirectoryName(samples.WireframeFolder)!);

        Assert.True(host.Wait(TimeSpan.FromMinutes(2)) == 0, host.Error);
        (int width, int height, byte[] rgb) = PngReader.Read(File.ReadAllBytes(picture));
        uint[] pixels = [.. Enumerable.Range(0, width * height).Select(i => ((uint)rgb[i * 3] << 16) | ((uint)rgb[(i * 3) + 1] << 8) | rgb[(i * 3) + 2])];
        Assert.Equal(Sky, pixels[(240 * width) + 320]);
        Assert.Equal([Sky, Edge], pixels.Distinct().Order());

        // Three edges of a triangle in a circle of 200 pixels: each about 346 long, and a step is a pixel in one direction at least.
        Assert.InRange(pixels.Count(static pixel => pixel == Edge), 750, 1040);
    }
}
