using System.Buffers.Binary;
using System.IO.Hashing;

namespace Xemu.Migration.Format.Tests;

public class PageChecksumsTests
{
    [Fact]
    public void TryChunk_TwoPages_IsTheHashOfTheirHashes()
    {
        var checksums = new PageChecksums(300);
        var present = new PageBitmap(300);
        byte[] pages = [.. TestSnapshots.Page(2), .. TestSnapshots.Page(3)];
        checksums.Set(2, pages);
        present.Set(2);
        present.Set(3);

        Assert.True(checksums.TryChunk(0, present, out ulong hash));

        byte[] hashes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(hashes, XxHash3.HashToUInt64(pages.AsSpan(0, 4096)));
        BinaryPrimitives.WriteUInt64LittleEndian(hashes.AsSpan(8), XxHash3.HashToUInt64(pages.AsSpan(4096)));
        Assert.Equal(XxHash3.HashToUInt64(hashes), hash);
        Assert.False(checksums.TryChunk(1, present, out _));
    }

    [Fact]
    public void ToText_EmptyChunks_AreDotsAndComeBack()
    {
        var block = new BlockChecksums("b", 1, [null, 0x1234UL, null]);

        string text = block.ToText();

        Assert.Equal(".0000000000001234.", text);
        Assert.Equal(block.Chunks, BlockChecksums.ParseChunks("b", text));
    }

    [Theory]
    [InlineData("123")]
    [InlineData("000000000000123g")]
    public void ParseChunks_Damaged_IsRefused(string text) =>
        Assert.Throws<SnapshotFormatException>(() => BlockChecksums.ParseChunks("b", text));

    [Fact]
    public void Set_ManyPages_AllocatesNothing()
    {
        var checksums = new PageChecksums(1024);
        byte[] pages = new byte[1 << 20];
        checksums.Set(0, pages);

        long before = GC.GetAllocatedBytesForCurrentThread();
        checksums.Set(256, pages);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ToText_Of8GiB_StaysBelowAFewHundredKiB()
    {
        var block = new BlockChecksums("ram", 1, [.. Enumerable.Repeat<ulong?>(0x1234, 8192)]);

        Assert.Equal(8192 * 16, block.ToText().Length);
    }
}
