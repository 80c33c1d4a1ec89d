namespace Xemu.Migration.Format.Tests;

public class RamStreamTests
{
    private readonly byte[] _buffer = new byte[RamStream.MaxHeaderBytes];

    [Fact]
    public void WritePage_WithName_IsAddressFlagsAndName()
    {
        int length = RamStream.WritePage(_buffer, 0x5000, "ram"u8);

        Assert.Equal("000000000000500803" + "72616d", Convert.ToHexStringLower(_buffer.AsSpan(0, length)));
    }

    [Fact]
    public void WriteZeroPage_Continued_HasNoNameAndAZeroByte()
    {
        int length = RamStream.WriteZeroPage(_buffer, 0x6000, []);

        Assert.Equal("000000000000602200", Convert.ToHexStringLower(_buffer.AsSpan(0, length)));
    }

    [Fact]
    public void TryRead_EveryShorterPiece_AsksForMore()
    {
        int length = RamStream.WritePage(_buffer, 0x5000, "ram"u8);

        Assert.All(Enumerable.Range(0, length), part => Assert.False(RamStream.TryRead(_buffer.AsSpan(0, part), 4096, 0, out _)));
        Assert.True(RamStream.TryRead(_buffer.AsSpan(0, length), 4096, 0, out RamRecord record));
        Assert.Equal(new RamRecord(RamStreamFlags.Page, 0x5000, 3, length), record);
    }

    [Fact]
    public void TryRead_Flush_IsOfEightBytes()
    {
        RamStream.WriteMark(_buffer, RamStreamFlags.MultifdFlush);

        Assert.True(RamStream.TryRead(_buffer.AsSpan(0, 8), 4096, 0, out RamRecord record));
        Assert.Equal(new RamRecord(RamStreamFlags.MultifdFlush, 0, 0, 8), record);
    }

    [Theory]
    [InlineData(0x40)]
    [InlineData(0x80)]
    [InlineData(0x100)]
    [InlineData(0x0A)]
    [InlineData(0x30)]
    [InlineData(0x00)]
    [InlineData(0x400)]
    public void TryRead_FlagsThatAreNotRead_AreRefused(int flags)
    {
        RamStream.WriteMark(_buffer, (RamStreamFlags)flags);

        Assert.Throws<SnapshotFormatException>(() => RamStream.TryRead(_buffer, 4096, 0, out _));
    }

    [Fact]
    public void TryRead_FillByteThatIsNotZero_IsRefused()
    {
        int length = RamStream.WriteZeroPage(_buffer, 0, []);
        _buffer[length - 1] = 1;

        Assert.Throws<SnapshotFormatException>(() => RamStream.TryRead(_buffer, 4096, 0, out _));
    }
}
