using Xemu.Host.Tests;

namespace Xemu.EndToEnd.Tests;

/// <summary>What a newcomer types first.</summary>
public sealed class FirstCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_WithoutArgumentsAndTerminal_EndsByItselfWithThePictureOfTheDemo()
    {
        (int width, byte[] rgb) = RunForPicture();

        // The line below the title, the edge of a panel, and the block that a timer's DPC draws: 28 pixels wide, wherever it is.
        Assert.Equal((0x4FD882, 0x4FD882), (Pixel(rgb, width, 200, 98), Pixel(rgb, width, 400, 140)));
        Assert.Equal(28, Enumerable.Range(352, 140).Count(x => Pixel(rgb, width, x, 292) == 0xFFB454));
    }

    [Fact]
    public void Run_OfTheBareConsole_ShowsTheTestCard()
    {
        (int width, byte[] rgb) = RunForPicture("run", "xbox", "--headless", "--stop-after", "5s", "--screenshot", "xemu-screenshot.png");

        // The colour bars at 75 percent: grey, yellow, cyan, green, magenta, red, blue, black.
        int[] expected = [0xBFBFBF, 0xBFBF00, 0x00BFBF, 0x00BF00, 0xBF00BF, 0xBF0000, 0x0000BF, 0x000000];
        Assert.Equal(expected, Enumerable.Range(0, 8).Select(i => Pixel(rgb, width, 75 + (i * 70), 90)));
    }

    [Fact]
    public void Run_OfAMissingManifest_GivesOneLineAndExitCode2()
    {
        using var host = new HostProcess(_folder.FullName, "run", "nothing.toml");

        Assert.Equal(2, host.Wait(TimeSpan.FromMinutes(1)));
        Assert.Single(host.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain(" at Xemu.", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithAScreenshotInNoFolder_SaysSoBeforeTheRun()
    {
        using var host = new HostProcess(_folder.FullName, "run", "--headless", "--screenshot", "nowhere/picture.png");

        Assert.Equal(2, host.Wait(TimeSpan.FromMinutes(1)));
        Assert.Contains("there is no folder 'nowhere'", host.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xbox.toml")]
    [InlineData("xbox-hle.toml")]
    [InlineData("xbox-linux.toml")]
    [InlineData("bare.toml")]
    public void Validate_OfAShippedManifest_FindsNothing(string name)
    {
        using var host = new HostProcess(_folder.FullName, "validate", Platform.Manifest(name));

        Assert.True(host.Wait(TimeSpan.FromMinutes(1)) == 0, host.Error);
    }

    private (int Width, byte[] Rgb) RunForPicture(params string[] arguments)
    {
        using var host = new HostProcess(_folder.FullName, arguments);

        int exitCode = host.Wait(TimeSpan.FromMinutes(2));

        string picture = Path.Combine(_folder.FullName, "xemu-screenshot.png");
        Assert.True(exitCode == 0, host.Error);
        Assert.Contains("xemu-screenshot.png", host.Output, StringComparison.Ordinal);
        (int width, int height, byte[] rgb) = PngReader.Read(File.ReadAllBytes(picture));
        Assert.Equal((640, 480), (width, height));
        return (width, rgb);
    }

    private static int Pixel(byte[] rgb, int width, int x, int y)
    {
        int i = ((y * width) + x) * 3;
        return (rgb[i] << 16) | (rgb[i + 1] << 8) | rgb[i + 2];
    }
}
