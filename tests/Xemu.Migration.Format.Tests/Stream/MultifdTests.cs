namespace Xemu.Migration.Format.Tests;

public class MultifdTests
{
    private readonly byte[] _packet = new byte[MultifdPacket.Bytes];
    private readonly ulong[] _offsets = new ulong[MultifdPacket.MaxPages];

    [Fact]
    public void Init_Written_IsOfQemusForm()
    {
        byte[] bytes = new byte[MultifdInit.Bytes];
        var init = new MultifdInit(new Guid("00112233-4455-6677-8899-aabbccddeeff"), 3);

        init.Write(bytes);

        Assert.Equal("1122334400000001" + "00112233445566778899aabbccddeeff" + "03" + new string('0', 78), Convert.ToHexStringLower(bytes));
        Assert.Equal(init, MultifdInit.Read(bytes));
    }

    [Fact]
    public void Packet_Written_IsOfQemusForm()
    {
        MultifdPacket.Write(_packet, 5, isSync: false, "ram"u8, [0x1000, 0x3000], [0x2000]);

        Assert.Equal(1344, MultifdPacket.Bytes);
        Assert.Equal(
            "1122334400000001" + "00000000" + "00000080" + "00000002" + "00002000" + "0000000000000005" + "00000001" + "00000000",
            Convert.ToHexStringLower(_packet.AsSpan(0, 40)));
        Assert.Equal("72616d00", Convert.ToHexStringLower(_packet.AsSpan(64, 4)));
        Assert.Equal("000000000000100000000000000030000000000000002000", Convert.ToHexStringLower(_packet.AsSpan(320, 24)));
    }

    [Fact]
    public void Packet_Read_GivesWhatWasWritten()
    {
        MultifdPacket.Write(_packet, 5, isSync: false, "ram"u8, [0x1000, 0x3000], [0x2000]);

        MultifdHeader header = MultifdPacket.Read(_packet, _offsets);

        Assert.Equal(new MultifdHeader(false, 5, 3, 2, 1), header);
        Assert.Equal([0x1000, 0x3000, 0x2000], _offsets[..3]);
        Assert.Equal("ram"u8, MultifdPacket.BlockName(_packet, header));
    }

    [Fact]
    public void Packet_Sync_HasNoPages()
    {
        MultifdPacket.Write(_packet, 6, isSync: true, [], [], []);

        Assert.Equal(new MultifdHeader(true, 6, 0, 0, 0), MultifdPacket.Read(_packet, _offsets));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(327)]
    public void Packet_DamagedByte_IsRefused(int at)
    {
        MultifdPacket.Write(_packet, 5, isSync: false, "ram"u8, [0x1000], []);
        _packet[at] ^= 0xFE;

        Assert.Throws<SnapshotFormatException>(() => MultifdPacket.Read(_packet, _offsets));
    }

    [Fact]
    public void Packet_TooManyPages_IsRefused() =>
        Assert.Throws<SnapshotFormatException>(() => MultifdPacket.Write(_packet, 0, false, "ram"u8, new ulong[100], new ulong[29]));
}
