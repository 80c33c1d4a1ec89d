using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Testing;

namespace Xemu.Block.Tests;

/// <summary>Opens damaged images one after the other and reads all of each.</summary>
/// <param name="folder">Where the images are put.</param>
/// <param name="open">Opens one.</param>
/// <param name="mostBytes">What one may make be allocated.</param>
internal sealed class ImageCampaign(TempFolder folder, Func<string, IBlockDevice> open, long mostBytes)
{
    private const int Pieces = 16;
    private const int PieceBytes = 4096;
    private readonly byte[] _piece = new byte[PieceBytes];
    private int _refused;
    private int _read;
    private int _damaged;

    /// <summary>Runs it.</summary>
    /// <param name="count">How many images.</param>
    /// <param name="make">Makes the files of an image by a seed; two are the parts of one.</param>
    /// <param name="extension">How the files' names end: <c>cso</c>.</param>
    public void Run(int count, string extension, Func<Random, int, byte[][]> make)
    {
        foreach (int seed in CampaignSize.Seeds(count))
        {
            byte[][] files = make(new Random(seed), seed);
            string path = folder.File(files.Length == 1 ? $"a.{extension}" : $"b.1.{extension}");
            File.WriteAllBytes(path, files[0]);
            if (files.Length > 1)
            {
                File.WriteAllBytes(folder.File($"b.2.{extension}"), files[1]);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Try(path, seed);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < mostBytes, $"Seed {seed} made {allocated} bytes be allocated.");
        }

        Assert.True(_refused > count / 20 && _read > count / 20 && _damaged > count / 50, $"{_refused} refused, {_read} read, {_damaged} damaged somewhere: the mutations are too coarse or too fine.");
    }

    private void Try(string path, int seed)
    {
        IBlockDevice image;
        try
        {
            image = open(path);
        }
        catch (ComponentException e)
        {
            Assert.True(e.Message.Length is > 20 and < 1000 && !e.Message.Contains('\n', StringComparison.Ordinal), $"Seed {seed}: {e.Message}");
            _refused++;
            return;
        }

        using (image as IDisposable)
        {
            _damaged += ReadAll(image, seed) ? 0 : 1;
            _read++;
        }
    }

    /// <summary>Reads pieces from the first sector to the last one. An image that is small is read whole.</summary>
    private bool ReadAll(IBlockDevice image, int seed)
    {
        bool isWhole = true;
        ulong last = image.SizeBytes - Math.Min(image.SizeBytes, PieceBytes);
        for (ulong i = 0; i <= Pieces; i++)
        {
            ulong at = i == Pieces ? last : last / 512 / Pieces * i * 512;
            try
            {
                image.Read(at, _piece.AsSpan(0, (int)Math.Min(PieceBytes, image.SizeBytes - at)));
            }
            catch (IOException e)
            {
                Assert.True(e.Message.Length > 20 && !e.Message.Contains('\n', StringComparison.Ordinal), $"Seed {seed}: {e.Message}");
                isWhole = false;
            }
        }

        return isWhole;
    }
}
