using Xemu.Abstractions.Frontends;

namespace Xemu.Host.Tests;

public sealed class PngWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-png-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(3, new byte[] { 3, 2, 1, 7, 6, 5 })]
    [InlineData(4, new byte[] { 3, 2, 1, 4, 7, 6, 5, 8 })]
    public void Write_WithAlphaOrWithout_HasTheChannelsInOrder(int channels, byte[] expected)
    {
        string path = Path.Combine(_folder.FullName, "p.png");
        IPictureWriter writer = new PngWriter();
        Action<string, int, int, byte[]> write = channels == 4 ? (p, w, h, b) => writer.WritePngWithAlpha(p, w, h, b) : (p, w, h, b) => writer.WritePng(p, w, h, b);

        write(path, 1, 2, [1, 2, 3, 4, 5, 6, 7, 8]);

        (int width, int height, byte[] pixels) = PngReader.Read(File.ReadAllBytes(path), channels);
        Assert.Equal((1, 2), (width, height));
        Assert.Equal(expected, pixels);
    }
}
