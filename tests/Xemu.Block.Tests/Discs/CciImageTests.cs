using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

public sealed class CciImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OneFile_GivesTheContent()
    {
        byte[] content = CompressedFiles.Content(30);
        File.WriteAllBytes(_folder.File("game.cci"), CompressedFiles.Cci(content));

        using CciImage image = CciImage.Open(_folder.File("game.cci"));

        Assert.Equal(content, DiscTree.Bytes(image));
    }

    [Fact]
    public void Read_TwoParts_GivesTheContent()
    {
        byte[] content = CompressedFiles.Content(30);
        File.WriteAllBytes(_folder.File("game.1.cci"), CompressedFiles.Cci(content[..(11 * 2048)]));
        File.WriteAllBytes(_folder.File("game.2.cci"), CompressedFiles.Cci(content[(11 * 2048)..]));

        using CciImage image = CciImage.Open(_folder.File("game.1.cci"));

        Assert.Equal(content, DiscTree.Bytes(image));
    }

    [Theory]
    [InlineData(0, 0u, "does not begin with 'CCIM'")]
    [InlineData(4, 64u, "header of 64 bytes")]
    [InlineData(8, 2047u, "holds 2047 bytes")]
    [InlineData(8, 0x7FFF_F800u, "beyond the end")]
    [InlineData(12, 0x7FFF_F800u, "blocks of 2048 are known")]
    [InlineData(16, 0xFFFF_FFFFu, "has its index")]
    [InlineData(24, 4096u, "blocks of 4096 bytes")]
    [InlineData(28, 2u, "is of version 2")]
    [InlineData(28, 0x1101u, "aligns its blocks by 2 to the power 17")]
    public void Open_DamagedFile_NamesTheField(int offset, uint value, string expected)
    {
        byte[] file = CompressedFiles.Cci(CompressedFiles.Content(30));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
        File.WriteAllBytes(_folder.File("bad.cci"), file);

        Assert.Contains(expected, Assert.Throws<ComponentException>(() => CciImage.Open(_folder.File("bad.cci"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedBlock_IsAReadError()
    {
        byte[] file = CompressedFiles.Cci(CompressedFiles.Content(30));
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(16));
        int place = (int)((BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)index + 4)) & 0x7FFF_FFFF) << 2);
        file[place] = 255;
        File.WriteAllBytes(_folder.File("bad.cci"), file);
        using CciImage image = CciImage.Open(_folder.File("bad.cci"));

        Assert.Contains("damaged in block 1", Assert.Throws<IOException>(() => image.Read(2048, new byte[512])).Message, StringComparison.Ordinal);
    }
}
