using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

public sealed class Qcow2RefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("extended_l2=on", "uses extended L2 entries")]
    [InlineData("compression_type=zstd", "uses compression type 1")]
    [InlineData("data_file=data.raw", "keeps its data in an external file")]
    public void Open_FeatureThatIsNotDone_IsRefusedWithItsName(string options, string expected)
    {
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", options.Replace("data.raw", _folder.File("data.raw"), StringComparison.Ordinal), path, "2M");

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData(72, 1UL, "was not closed cleanly")]
    [InlineData(72, 2UL, "marked as corrupt")]
    [InlineData(72, 1UL << 40, "needs unknown features")]
    [InlineData(88, 1UL, "has persistent bitmaps")]
    public void OpenForWriting_FeatureBit_IsRefused(int at, ulong value, string expected)
    {
        string path = MakeEmpty();
        Patch(path, at, value);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: true).Dispose());

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EncryptedImage_IsRefused()
    {
        string path = MakeEmpty();
        Patch(path, 32, (2UL << 32) | 1);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains("is encrypted (method 2)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenForWriting_UnknownAutoclearBit_IsCleared()
    {
        string path = MakeEmpty();
        Patch(path, 88, 1UL << 20);

        Qcow2Image.Open(path, writable: true).Dispose();

        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64BigEndian(File.ReadAllBytes(path).AsSpan(88)));
    }

    [Fact]
    public void OpenForWriting_TwoEntriesOneL2Table_IsRefused()
    {
        string path = MakeEmpty(2UL << 30);
        Patch(path, 3 * 65536, 0x8000_0000_0002_0000);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: true).Dispose());

        Assert.Contains("overlaps something else", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ChainThatReturnsToItself_IsRefused()
    {
        Qcow2Creator.Create(_folder.File("a.qcow2"), 1 << 20, "b.qcow2", "qcow2");
        Qcow2Creator.Create(_folder.File("b.qcow2"), 1 << 20, "a.qcow2", "qcow2");

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(_folder.File("a.qcow2"), writable: true).Dispose());

        Assert.Contains("comes back to", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LongChain_IsRefusedAtItsLimit()
    {
        string below = _folder.File("0.qcow2");
        Qcow2Creator.Create(below, 1 << 20);
        for (int i = 1; i <= Qcow2Image.MaxChain; i++)
        {
            string next = _folder.File($"{i}.qcow2");
            Qcow2Creator.Create(next, 1 << 20, Path.GetFileName(below), "qcow2");
            below = next;
        }

        using (var atLimit = Qcow2Image.Open(_folder.File($"{Qcow2Image.MaxChain - 1}.qcow2"), writable: false))
        {
            Exercise.ReadAll(atLimit);
        }

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(below, writable: false).Dispose());
        Assert.Contains("more than 512 backing files", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vmdk", "of format 'vmdk'")]
    [InlineData("raw", "does not exist")]
    public void Open_BackingFile_IsRefusedWithReason(string format, string expected)
    {
        string path = _folder.File("top.qcow2");
        Qcow2Creator.Create(path, 1 << 20, "nowhere.img", format);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BackingFileByProtocol_IsRefused()
    {
        string path = _folder.File("top.qcow2");
        Qcow2Creator.Create(path, 1 << 20, "nbd://host/x", "raw");

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains("only paths are supported", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BackingFileWithoutFormat_IsRefused()
    {
        Qemu.Require();
        File.WriteAllBytes(_folder.File("base.raw"), new byte[1 << 20]);
        string path = _folder.File("top.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", path, "1M");
        Qemu.Img("rebase", "-u", "-b", "base.raw", "-F", "raw", path);
        byte[] file = File.ReadAllBytes(path);

        // The extension becomes one that nobody knows.
        int extension = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE2, 0x79, 0x2A, 0xCA]);
        file[extension] = 0x11;
        File.WriteAllBytes(path, file);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains("does not say the format", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RawFile_IsRefusedWithTheRightType()
    {
        string path = _folder.File("disk.raw");
        File.WriteAllBytes(path, new byte[4096]);

        var e = Assert.Throws<ComponentException>(() => Qcow2Image.Open(path, writable: false).Dispose());

        Assert.Contains("a raw image uses block.raw", e.Message, StringComparison.Ordinal);
    }

    private string MakeEmpty(ulong size = 1 << 20)
    {
        string path = _folder.File("image.qcow2");
        Qcow2Creator.Create(path, size);
        return path;
    }

    private static void Patch(string path, int at, ulong value)
    {
        byte[] file = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(at), value);
        File.WriteAllBytes(path, file);
    }
}
