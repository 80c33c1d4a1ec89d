namespace Xemu.Ide.Tests;

public sealed class BusMasterTests : IDisposable
{
    private const uint End = 0x8000_0000;
    private readonly TestMedium _medium = TestMedium.Numbered(1 << 20);
    private readonly IdeBench _bench;

    public BusMasterTests() => _bench = new IdeBench(_medium);

    public void Dispose() => _bench.Dispose();

    private byte BusMasterStatus => _bench.In(IdeBench.BusMaster + 2);

    [Fact]
    public void ReadDma_ScatteredRegions_BringsTheContentBeforeTheInterrupt()
    {
        _bench.PlaceTable(0x1000, (0x20000, 512), (0x30002, 1022), (0x40000, End | 2562));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 100, count: 8);

        Assert.Equal(0x50, _bench.WaitForInterrupt());

        byte[] read = [.. Memory(0x20000, 512), .. Memory(0x30002, 1022), .. Memory(0x40000, 2564)];
        Assert.Equal([.. _medium.Content[(100 * 512)..(108 * 512)], 0, 0], read);
        Assert.Equal(0x04, BusMasterStatus & 0x07);
        _bench.Out(IdeBench.BusMaster, 0);
        _bench.Out(IdeBench.BusMaster + 2, 0x04);
        Assert.Equal(0, BusMasterStatus & 0x07);
    }

    [Theory]
    [InlineData(0xC8, 0x2000, 256)]
    [InlineData(0x25, 0x2000, 1024)]
    public void ReadDma_LongTransfer_GoesInSlicesOfTime(byte command, uint table, int sectors)
    {
        (uint, uint)[] regions = [.. Enumerable.Range(0, sectors / 128).Select(i => ((uint)(0x100000 + (i * 65536)), i == (sectors / 128) - 1 ? End : 0u))];
        _bench.PlaceTable(table, regions);
        _bench.StartBusMaster(table, toMemory: true);
        ulong start = _bench.Machine.Clock.NowNs;
        if (command == 0x25)
        {
            _bench.CommandExt(command, lba: 16, sectors);
        }
        else
        {
            _bench.Command(command, lba: 16, (byte)sectors);
        }

        Assert.Equal(0x50, _bench.WaitForInterrupt());

        Assert.Equal(_medium.Content[(16 * 512)..((16 + sectors) * 512)], Memory(0x100000, sectors * 512));
        Assert.InRange(_bench.Machine.Clock.NowNs - start, ((ulong)sectors * 5120) - 327_680, (ulong)sectors * 8000);
    }

    [Theory]
    [InlineData(0xCA)]
    [InlineData(0x35)]
    public void WriteDma_Memory_ReachesTheMedium(byte command)
    {
        byte[] data = new byte[16 * 512];
        new Random(3).NextBytes(data);
        _bench.Machine.Memory.Write(0x20000, data);
        _bench.PlaceTable(0x1000, (0x20000, 4096), (0x21000, End | 4096));
        if (command == 0x35)
        {
            _bench.CommandExt(command, 40, 16);
        }
        else
        {
            _bench.Command(command, lba: 40, count: 16);
        }

        _bench.Wait();
        _bench.StartBusMaster(0x1000, toMemory: false);

        Assert.Equal(0x50, _bench.WaitForInterrupt());
        Assert.Equal(data, _medium.Content[(40 * 512)..(56 * 512)]);
    }

    [Fact]
    public void ReadDma_TableTooShort_StopsTheMasterAndLeavesTheDriveWaiting()
    {
        _bench.PlaceTable(0x1000, (0x20000, End | 512));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 100, count: 8);
        _bench.Machine.Advance(10_000_000);

        Assert.Equal(0, BusMasterStatus & 0x05);
        Assert.Equal(0x58, _bench.AlternateStatus);
        DiskTests.SoftReset(_bench);
        Assert.Equal(0x50, _bench.Status);
    }

    [Fact]
    public void ReadDma_TableTooLong_InterruptsWhileActive()
    {
        _bench.PlaceTable(0x1000, (0x20000, 0), (0x30000, End));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 100, count: 8);
        _bench.WaitForInterrupt();

        Assert.Equal(0x05, BusMasterStatus & 0x07);
    }

    [Theory]
    [InlineData(0xFFFF_FFF0u)]
    [InlineData(0x0000_FFFCu)]
    [InlineData(0x7FFF_0000u)]
    public void ReadDma_TableWithoutEndOrOutsideMemory_MovesTheDataAndEnds(uint table)
    {
        _bench.StartBusMaster(table, toMemory: true);
        _bench.Command(0xC8, lba: 0, count: 0);
        _bench.Machine.Advance(100_000_000);

        Assert.Equal(0, _bench.AlternateStatus & IdeBench.Busy);
    }

    [Fact]
    public void ReadDma_TableOfTwoByteRegionsInACircle_EndsWithTheData()
    {
        // Without an end, the table wraps at 64 KiB: 8192 regions of two bytes, again and again.
        for (uint at = 0x10000; at < 0x20000; at += 8)
        {
            _bench.PlaceTable(at, (0x20000, 3));
        }

        _bench.StartBusMaster(0x10000, toMemory: true);
        _bench.Command(0xC8, lba: 0, count: 0);

        Assert.Equal(0x50, _bench.WaitForInterrupt());
        Assert.Equal(_medium.Content[(131072 - 2)..131072], Memory(0x20000, 2));
    }

    [Fact]
    public void ReadDma_WrongDirection_MovesNothingAndCanBeReset()
    {
        _bench.PlaceTable(0x1000, (0x20000, End | 512));
        _bench.StartBusMaster(0x1000, toMemory: false);
        _bench.Command(0xC8, lba: 100, count: 1);
        _bench.Machine.Advance(10_000_000);

        Assert.Equal(0x58, _bench.AlternateStatus);
        DiskTests.SoftReset(_bench);
        Assert.Equal(0x50, _bench.Status);
    }

    [Fact]
    public void Stop_InATransfer_MovesNothingMore()
    {
        _bench.PlaceTable(0x1000, (0x100000, 0), (0x110000, End));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 0, count: 0);
        _bench.Machine.Advance(100_000);

        _bench.Out(IdeBench.BusMaster, 8);
        _bench.Machine.Advance(10_000_000);

        Assert.Equal(0, BusMasterStatus & 1);
        Assert.All(Memory(0x110000, 65536), static b => Assert.Equal(0, b));
        Assert.Contains(Memory(0x100000, 65536), static b => b != 0);
    }

    [Fact]
    public void ReadDma_BadSector_EndsWithTheError()
    {
        _medium.BadSector = 150;
        _bench.PlaceTable(0x1000, (0x100000, 0), (0x110000, End));
        _bench.StartBusMaster(0x1000, toMemory: true);
        _bench.Command(0xC8, lba: 0, count: 0);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(0x40, _bench.In(0x1F1));
        Assert.Equal(0x04, BusMasterStatus & 0x04);
    }

    private byte[] Memory(ulong address, int length)
    {
        byte[] data = new byte[length];
        _bench.Machine.Memory.Read(address, data);
        return data;
    }
}
