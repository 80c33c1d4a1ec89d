using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block.Tests;

public sealed class CsoImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EachVersion_GivesTheContent()
    {
        byte[] content = CompressedFiles.Content(30);

        AssertHolds(content, CompressedFiles.Cso1(content));
        AssertHolds(content, CompressedFiles.Cso1(content, align: 5));
        AssertHolds(content, CompressedFiles.Cso1(content, blockBytes: 16384));
        AssertHolds(content, CompressedFiles.CsoXbox(content));
        AssertHolds(content, CompressedFiles.Cso2(content));
        AssertHolds(content, CompressedFiles.Cso2(content, align: 4));
    }

    [Fact]
    public void Read_TwoParts_GivesTheContent()
    {
        byte[] content = CompressedFiles.Content(30);
        (byte[] first, byte[] second) = CompressedFiles.CsoXboxParts(content, 11);
        File.WriteAllBytes(_folder.File("game.1.cso"), [.. first, .. new byte[300]]);
        File.WriteAllBytes(_folder.File("game.2.cso"), [.. second, .. new byte[300]]);

        using CsoImage image = CsoImage.Open(_folder.File("game.1.cso"));

        Assert.Equal(content, DiscTree.Bytes(image));
    }

    [Fact]
    public void Open_PartsThatAreMissing_SaysSo()
    {
        (byte[] first, byte[] second) = CompressedFiles.CsoXboxParts(CompressedFiles.Content(30), 11);
        File.WriteAllBytes(_folder.File("game.2.cso"), second);
        Assert.Contains("does not begin with 'CISO'", Refusal("game.2.cso"), StringComparison.Ordinal);

        File.WriteAllBytes(_folder.File("game.1.cso"), first);
        Assert.Contains("name the first one", Refusal("game.2.cso"), StringComparison.Ordinal);

        File.Delete(_folder.File("game.2.cso"));
        Assert.Contains("has block 11 at 0, which goes back", Refusal("game.1.cso"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x4F53_495Au, "does not begin with 'CISO'")]
    [InlineData(8, 0xFFFF_FFFFu, "too short for the index")]
    [InlineData(12, 0xFFFF_FFFFu, "blocks are known")]
    [InlineData(16, 0u, "blocks of 0 bytes")]
    [InlineData(16, 1000u, "no multiple of 512")]
    [InlineData(20, 0x0000_0003u, "is of version 3")]
    [InlineData(20, 0x0000_2001u, "aligns its blocks by 2 to the power 32")]
    [InlineData(32, 0x7FFF_FFFFu, "has block 2 at 2147483647")]
    public void Open_DamagedFile_NamesTheField(int offset, uint value, string expected)
    {
        byte[] file = CompressedFiles.Cso1(CompressedFiles.Content(30));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
        File.WriteAllBytes(_folder.File("bad.cso"), file);

        Assert.Contains(expected, Refusal("bad.cso"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedBlock_IsAReadErrorThereAndNowhereElse()
    {
        byte[] content = CompressedFiles.Content(30);
        byte[] file = CompressedFiles.CsoXbox(content);
        uint place = (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(24 + (4 * 4))) & 0x7FFF_FFFF) << 2;
        file.AsSpan((int)place, 12).Fill(0xFF);
        File.WriteAllBytes(_folder.File("bad.cso"), file);
        using CsoImage image = CsoImage.Open(_folder.File("bad.cso"));
        byte[] block = new byte[2048];

        Assert.Contains("damaged in block 4", Assert.Throws<IOException>(() => image.Read(4 * 2048, block)).Message, StringComparison.Ordinal);
        image.Read(5 * 2048, block);
        Assert.Equal(content[(5 * 2048)..(6 * 2048)], block);
        Assert.Throws<IOException>(() => image.Read(4 * 2048, block));
    }

    private void AssertHolds(byte[] content, byte[] file)
    {
        string path = _folder.File("image.cso");
        File.WriteAllBytes(path, file);
        using CsoImage image = CsoImage.Open(path);
        Assert.Equal(content, DiscTree.Bytes(image));
        byte[] piece = new byte[3 * 512];
        image.Read(2048 * 4 - 512, piece);
        Assert.Equal(content[((2048 * 4) - 512)..((2048 * 4) + 1024)], piece);
    }

    private string Refusal(string name) => Assert.Throws<ComponentException>(() => CsoImage.Open(_folder.File(name))).Message;
}
