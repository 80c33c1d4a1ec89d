using System.Text;

namespace Xemu.Ide.Tests;

public sealed class DvdTests : IDisposable
{
    private readonly TestMedium _disc = TestMedium.Numbered(2 << 20);
    private readonly IdeBench _bench;

    public DvdTests()
    {
        _bench = new IdeBench(disc: _disc);

        // The unit attention of power-on.
        _bench.TakeSense();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void IdentifyDevice_PacketDevice_AbortsWithTheSignature()
    {
        _bench.Command(0xEC, isSlave: true);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal([0x14, 0xEB], new[] { _bench.In(0x1F4), _bench.In(0x1F5) });
        _bench.Command(0xA1, isSlave: true);
        _bench.WaitForInterrupt();
        Assert.Equal(0x85C0, DiskTests.Word(_bench.ReadData(512), 0));
    }

    [Fact]
    public void Inquiry_Drive_TellsItsName()
    {
        byte[] data = _bench.PacketIn([0x12, 0, 0, 0, 36]);

        Assert.Equal(36, data.Length);
        Assert.Equal(0x0580, (data[0] << 8) | data[1]);
        Assert.Equal("XEMU    DVD-ROM         1.0 ", Encoding.ASCII.GetString(data, 8, 28));
    }

    [Theory]
    [InlineData(0xFFFE)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(512)]
    [InlineData(510)]
    public void Read_Pio_GivesContentInPiecesOfTheLimit(int limit)
    {
        byte[] data = _bench.PacketIn([0x28, 0, 0, 0, 0, 3, 0, 0, 40], limit);

        Assert.Equal(_disc.Content[(3 * 2048)..(43 * 2048)], data);
        Assert.Equal(0x50, _bench.Status);
    }

    [Fact]
    public void Read12_Pio_GivesContent() =>
        Assert.Equal(_disc.Content[(5 * 2048)..(7 * 2048)], _bench.PacketIn([0xA8, 0, 0, 0, 0, 5, 0, 0, 0, 2]));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Read_Dma_BringsContent(byte sectors)
    {
        _bench.PlaceTable(0x1000, (0x100000, 0), (0x110000, 0), (0x120000, 0), (0x130000, 0x8000_0000));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Packet([0x28, 0, 0, 0, 0, 9, 0, 0, sectors], dma: true);

        Assert.Equal(0x50, _bench.WaitForInterrupt());

        byte[] data = new byte[sectors * 2048];
        _bench.Machine.Memory.Read(0x100000, data);
        Assert.Equal(_disc.Content[(9 * 2048)..((9 + sectors) * 2048)], data);
        Assert.Equal(3, _bench.In(0x1F2) & 7);
    }

    [Theory]
    [InlineData(new byte[] { 0x28, 0, 0, 0, 4, 0, 0, 0, 1 }, 0x05, 0x21)]
    [InlineData(new byte[] { 0x28, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF }, 0x05, 0x21)]
    [InlineData(new byte[] { 0xA8, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF }, 0x05, 0x21)]
    [InlineData(new byte[] { 0xFF }, 0x05, 0x20)]
    [InlineData(new byte[] { 0x12, 1, 0, 0, 36 }, 0x05, 0x24)]
    [InlineData(new byte[] { 0x43, 0, 9, 0, 0, 0, 0, 0, 20 }, 0x05, 0x24)]
    [InlineData(new byte[] { 0x5A, 0, 0x3C, 0, 0, 0, 0, 0, 64 }, 0x05, 0x24)]
    [InlineData(new byte[] { 0x5A, 0, 0xEA, 0, 0, 0, 0, 0, 64 }, 0x05, 0x39)]
    [InlineData(new byte[] { 0xAD, 0, 0, 0, 0, 0, 0, 0, 8, 4 }, 0x05, 0x30)]
    public void Packet_Wrong_IsACheckConditionWithItsSense(byte[] packet, int key, int code)
    {
        _bench.Packet(packet);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(key << 4, _bench.In(0x1F1) & 0xF0);
        Assert.Equal((key, code), (_bench.TakeSense() is var sense ? sense.Key : 0, sense.Code));
        Assert.Equal((0, 0, 0), _bench.TakeSense());
    }

    [Fact]
    public void ReadCapacity_Disc_IsItsLastSector() =>
        Assert.Equal([0, 0, 3, 0xFF, 0, 0, 8, 0], _bench.PacketIn([0x25]));

    [Fact]
    public void ReadToc_Disc_HasOneDataTrackAndALeadOut()
    {
        byte[] toc = _bench.PacketIn([0x43, 0, 0, 0, 0, 0, 0, 0, 64]);
        byte[] msf = _bench.PacketIn([0x43, 2, 0, 0, 0, 0, 0xAA, 0, 64]);

        Assert.Equal([0, 18, 1, 1, 0, 0x14, 1, 0, 0, 0, 0, 0, 0, 0x14, 0xAA, 0, 0, 0, 4, 0], toc);
        Assert.Equal([0, 10, 1, 1, 0, 0x14, 0xAA, 0, 0, 0, 15, 49], msf);
    }

    [Fact]
    public void ModeSense_SecurityPage_HasTheDocumentedLayout()
    {
        byte[] page = _bench.PacketIn([0x5A, 0, 0x3E, 0, 0, 0, 0, 0, 28]);

        Assert.Equal(28, page.Length);
        Assert.Equal([0x3E, 18, 0, 1, 0], page[8..13]);
    }

    [Fact]
    public void ModeSelect_SecurityPage_KeepsPartitionAndChallenge()
    {
        byte[] parameters = new byte[28];
        byte[] page = [0x3E, 18, 1, 0, 1, 0, 0, 0x42, 1, 2, 3, 4];
        page.CopyTo(parameters, 8);
        _bench.Packet([0x55, 0x10, 0, 0, 0, 0, 0, 0, 28]);
        Assert.Equal(0x58, _bench.WaitForInterrupt());
        Assert.Equal(0, _bench.In(0x1F2) & 3);
        _bench.WriteData(parameters);
        Assert.Equal(0x50, _bench.WaitForInterrupt());

        byte[] answer = _bench.PacketIn([0x5A, 0, 0x3E, 0, 0, 0, 0, 0, 28]);
        Assert.Equal([0x3E, 18, 1, 1, 1, 0, 0, 0x42, 1, 2, 3, 4, 0, 0, 0, 0], answer[8..24]);
    }

    [Fact]
    public void UnitAttention_AfterReset_IsReportedOnce()
    {
        using var bench = new IdeBench(disc: _disc);
        bench.Packet([0x00]);

        Assert.Equal(0x51, bench.WaitForInterrupt());
        Assert.Equal((6, 0x29, 0), bench.TakeSense());
        bench.Packet([0x00]);
        Assert.Equal(0x50, bench.WaitForInterrupt());
    }

    [Fact]
    public void Tray_ThroughItsInput_OpensAndClosesWithTheRightConditions()
    {
        _bench.PacketIn([0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8]);
        _bench.Dvd.PostTray(IdeDvd.TrayOpens);
        _bench.Machine.DeliverInputs();
        Assert.True(_bench.Dvd.IsTrayOpen);
        Assert.Null(_bench.Dvd.Medium);
        _bench.Packet([0x00]);
        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal((2, 0x3A, 2), _bench.TakeSense());
        Assert.Equal([3, 1], _bench.PacketIn([0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8])[4..6]);

        _bench.Dvd.PostTray(IdeDvd.TrayCloses);
        _bench.Machine.DeliverInputs();
        _bench.Packet([0x00]);
        _bench.WaitForInterrupt();
        Assert.Equal((6, 0x28, 0), _bench.TakeSense());
        Assert.Equal([2, 2], _bench.PacketIn([0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8])[4..6]);
        _bench.Packet([0x00]);
        Assert.Equal(0x50, _bench.WaitForInterrupt());
    }

    [Fact]
    public void Tray_LockedByTheGuest_OnlyAsksForEject()
    {
        _bench.Packet([0x1E, 0, 0, 0, 1]);
        _bench.WaitForInterrupt();
        _bench.Dvd.PostTray(IdeDvd.TrayOpens);
        _bench.Machine.DeliverInputs();
        _bench.Packet([0x1B, 0, 0, 0, 2]);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal((5, 0x53, 2), _bench.TakeSense());
        Assert.False(_bench.Dvd.IsTrayOpen);
        Assert.Equal(1, _bench.PacketIn([0x4A, 1, 0, 0, 0x10, 0, 0, 0, 8])[4]);
    }

    [Fact]
    public void Insert_OtherDisc_IsAnnouncedAndRead()
    {
        var other = new TestMedium(1 << 20);
        other.Content[0] = 99;
        _bench.Dvd.Eject();
        Assert.Null(_bench.Dvd.Medium);

        _bench.Dvd.Insert(other);

        _bench.Packet([0x00]);
        _bench.WaitForInterrupt();
        Assert.Equal((6, 0x28, 0), _bench.TakeSense());
        Assert.Equal(99, _bench.PacketIn([0x28, 0, 0, 0, 0, 0, 0, 0, 1])[0]);
    }

    [Fact]
    public void Read_DiscTakenOutMeanwhile_EndsWithACheckCondition()
    {
        _bench.Packet([0x28, 0, 0, 0, 0, 0, 0, 0, 64], 32768);
        _bench.WaitForInterrupt();
        _bench.Dvd.Eject();
        _bench.ReadData(32768);
        _bench.WaitForInterrupt();
        _bench.ReadData(32768);
        _bench.Wait();

        // The buffer held 32 sectors; the ones after it are gone.
        Assert.Equal(0x51, _bench.AlternateStatus);
        Assert.Equal((2, 0x3A, 2), _bench.TakeSense());
    }

    [Fact]
    public void Read_BadSector_IsAMediumError()
    {
        _disc.BadSector = 20;
        _bench.Packet([0x28, 0, 0, 0, 0, 5, 0, 0, 1]);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal((3, 0x11, 0), _bench.TakeSense());
    }

    [Fact]
    public void EveryPacketCode_WithAndWithoutADisc_EndsAndLeavesTheDriveUsable()
    {
        using var empty = new IdeBench();
        foreach (IdeBench bench in new[] { _bench, empty })
        {
            bench.TakeSense();
            for (int code = 0; code < 256; code++)
            {
                bench.Packet([(byte)code, 1, 0, 0, 0x10, 0, 0, 0, 32, 32]);
                bench.Machine.Advance(1_000_000);
                Assert.Equal(0, bench.AlternateStatus & IdeBench.Busy);
                bool isKnown = DvdCommands.TryFind((byte)code, out _);
                Assert.True(isKnown || (bench.AlternateStatus & 1) != 0, $"Packet {code:X2}");
                bench.Out(0x1F7, 0x08);
            }

            Assert.Equal(36, bench.PacketIn([0x12, 0, 0, 0, 36]).Length);
        }
    }

    [Fact]
    public void GetConfiguration_Disc_ListsTheProfileOfItsKind()
    {
        byte[] cd = _bench.PacketIn([0x46, 0, 0, 0, 0, 0, 0, 0, 128]);
        _bench.Dvd.Eject();
        byte[] none = _bench.PacketIn([0x46, 2, 0, 0x1F, 0, 0, 0, 0, 128]);

        Assert.Equal(8, cd[7]);
        Assert.Equal(cd.Length, cd[3] + 4);
        Assert.Equal([0, 0, 0, 8, 0, 0, 0, 0, 0, 0x1F, 2, 0], none);
    }
}
