using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions;

namespace Xemu.Ide.Tests;

public sealed class DiskTests : IDisposable
{
    private readonly TestMedium _medium = TestMedium.Numbered(1 << 20);
    private readonly IdeBench _bench;

    public DiskTests() => _bench = new IdeBench(_medium);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Identify_Disk_DescribesItself()
    {
        byte[] data = Identify(_bench);

        Assert.Equal(0x0040, Word(data, 0));
        Assert.Equal("XEMU.PLATFORM HARDDISK", Text(data, 27, 20));
        Assert.Equal("XP00000001", Text(data, 10, 10));
        Assert.Equal(2048, Word(data, 60) | (Word(data, 61) << 16));
        Assert.Equal(2048, Word(data, 100));
        Assert.Equal(16, Word(data, 47) & 0xFF);
        Assert.Equal(0x0300, Word(data, 49) & 0x0300);
        Assert.Equal(0x003F, Word(data, 88));
        Assert.Equal(0, data.Aggregate(0, static (sum, b) => (sum + b) & 0xFF));
        Assert.Equal(14, _bench.IrqNumber);
    }

    [Theory]
    [InlineData(0x20, 0)]
    [InlineData(0xC4, 8)]
    public void ReadSectors_Pio_GivesContentWithAnInterruptABlock(byte command, byte multiple)
    {
        if (multiple != 0)
        {
            _bench.Command(0xC6, count: multiple);
            _bench.WaitForInterrupt();
        }

        _bench.Command(command, lba: 5, count: 20);
        int block = Math.Max((int)multiple, 1);
        var read = new List<byte>();
        for (int left = 20; left > 0; left -= block)
        {
            Assert.Equal(IdeBench.Ready | 0x18, _bench.WaitForInterrupt());
            read.AddRange(_bench.ReadData(Math.Min(left, block) * 512));
        }

        Assert.Equal(0x50, _bench.Wait());
        Assert.Equal(_medium.Content[(5 * 512)..(25 * 512)], read);
        Assert.False(_bench.IrqLevel);
    }

    [Theory]
    [InlineData(0x30, 0)]
    [InlineData(0xC5, 4)]
    public void WriteSectors_Pio_ChangesContentWithAnInterruptABlock(byte command, byte multiple)
    {
        if (multiple != 0)
        {
            _bench.Command(0xC6, count: multiple);
            _bench.WaitForInterrupt();
        }

        byte[] data = RandomBytes(10 * 512);
        _bench.Command(command, lba: 7, count: 10);
        Assert.Equal(0x58, _bench.Wait());
        Assert.False(_bench.IrqLevel);
        int block = Math.Max((int)multiple, 1) * 512;
        for (int at = 0; at < data.Length; at += block)
        {
            _bench.WriteData(data.AsSpan(at, Math.Min(block, data.Length - at)));
            Assert.Equal(at + block < data.Length ? 0x58 : 0x50, _bench.WaitForInterrupt());
        }

        Assert.Equal(data, _medium.Content[(7 * 512)..(17 * 512)]);
    }

    [Fact]
    public void ReadSectorsExt_HighOrderRegisters_AreReadBack()
    {
        _bench.CommandExt(0x24, lba: 0x1_0203_0405, count: 0x0102);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(0x10, _bench.In(0x1F1));
        _bench.Out(0x3F6, 0x80);
        Assert.Equal([0x02, 0x01, 0x00], new[] { _bench.In(0x1F3), _bench.In(0x1F4), _bench.In(0x1F5) });
        _bench.Out(0x3F6, 0x00);
        Assert.Equal([0x05, 0x04, 0x03], new[] { _bench.In(0x1F3), _bench.In(0x1F4), _bench.In(0x1F5) });
    }

    [Fact]
    public void ReadSectorsExt_LowAddress_GivesContent()
    {
        _bench.CommandExt(0x24, lba: 300, count: 1);

        _bench.WaitForInterrupt();

        Assert.Equal(_medium.Content[(300 * 512)..(301 * 512)], _bench.ReadData(512));
    }

    [Fact]
    public void ReadSectors_ByCylinderHeadSector_FollowsTheTranslation()
    {
        // 8 heads, 32 sectors a track: cylinder 2, head 3, sector 4 is sector (2*8+3)*32+3.
        _bench.Select(isSlave: false, 7);
        _bench.Out(0x1F2, 32);
        _bench.Out(0x1F7, 0x91);
        _bench.WaitForInterrupt();
        _bench.Out(0x1F2, 1);
        _bench.Out(0x1F3, 4);
        _bench.Out(0x1F4, 2);
        _bench.Out(0x1F5, 0);
        _bench.Select(isSlave: false, 3);
        _bench.Out(0x1F7, 0x20);

        _bench.WaitForInterrupt();

        int sector = (((2 * 8) + 3) * 32) + 3;
        Assert.Equal(_medium.Content[(sector * 512)..((sector + 1) * 512)], _bench.ReadData(512));
    }

    [Theory]
    [InlineData(2048u, 1)]
    [InlineData(2047u, 2)]
    [InlineData(0x0FFF_FFFFu, 1)]
    public void ReadSectors_PastTheEnd_IsNotFound(uint lba, byte count)
    {
        _bench.Command(0x20, lba, count);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(0x10, _bench.In(0x1F1));
    }

    [Fact]
    public void ReadSectors_BadSector_IsUncorrectableWithItsAddress()
    {
        _medium.BadSector = 12;
        _bench.Command(0x20, lba: 11, count: 3);
        _bench.WaitForInterrupt();
        _bench.ReadData(512);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(0x40, _bench.In(0x1F1));
        Assert.Equal(12, _bench.In(0x1F3));
    }

    [Fact]
    public void WriteSectors_HostCannotWrite_IsADeviceFault()
    {
        _medium.BadSector = 3;
        _bench.Command(0x30, lba: 3, count: 1);
        _bench.Wait();
        _bench.WriteData(new byte[512]);

        Assert.Equal(0x71, _bench.WaitForInterrupt());
        Assert.Equal(0x04, _bench.In(0x1F1));
    }

    [Theory]
    [InlineData(0x30)]
    [InlineData(0xCA)]
    public void Write_ReadOnlyMedium_IsAborted(byte command)
    {
        _medium.IsReadOnly = true;
        _bench.Command(command, lba: 3, count: 1);

        Assert.Equal(0x51, _bench.WaitForInterrupt());
        Assert.Equal(0x04, _bench.In(0x1F1));
    }

    [Fact]
    public void EveryCommandCode_WithZeroParameters_EndsAndLeavesTheDiskUsable()
    {
        var known = DiskCommands.All.Select(static c => c.Code).ToHashSet();
        for (int code = 0; code < 256; code++)
        {
            if (code == 0x90)
            {
                continue;
            }

            _bench.Command((byte)code);
            byte status = _bench.Wait();
            if (!known.Contains((byte)code))
            {
                Assert.Equal(0x51, status);
                Assert.Equal(0x04, _bench.In(0x1F1));
            }

            SoftReset(_bench);
        }

        Assert.Equal(0x0040, Word(Identify(_bench), 0));
    }

    [Fact]
    public void SoftReset_InATransfer_ShowsTheSignature()
    {
        _bench.Command(0x20, lba: 5, count: 20);
        _bench.WaitForInterrupt();
        _bench.ReadData(100);

        _bench.Out(0x3F6, 0x04);
        Assert.Equal(IdeBench.Busy, _bench.AlternateStatus);
        _bench.Machine.Advance(5_000);
        _bench.Out(0x3F6, 0x00);
        Assert.Equal(IdeBench.Busy, _bench.AlternateStatus);

        Assert.Equal(0x50, _bench.Wait());
        Assert.Equal([1, 1, 1, 0, 0], new[] { _bench.In(0x1F1), _bench.In(0x1F2), _bench.In(0x1F3), _bench.In(0x1F4), _bench.In(0x1F5) });
        _bench.Select(isSlave: true);
        Assert.Equal([0x14, 0xEB], new[] { _bench.In(0x1F4), _bench.In(0x1F5) });
        Assert.Equal(0, _bench.AlternateStatus);
    }

    [Fact]
    public void ExecuteDiagnostic_BothDevices_PassWithOneInterrupt()
    {
        _bench.Select(isSlave: true);
        _bench.Out(0x1F7, 0x90);

        _bench.WaitForInterrupt();

        Assert.Equal(1, _bench.In(0x1F1));
        Assert.Equal(1, _bench.IrqEdges);
    }

    [Fact]
    public void Interrupt_DisabledByDeviceControl_StaysDownUntilEnabled()
    {
        _bench.Out(0x3F6, 0x02);
        _bench.Command(0xE7);
        Assert.Equal(0x50, WaitByAlternate());
        Assert.False(_bench.IrqLevel);

        _bench.Out(0x3F6, 0x00);
        Assert.True(_bench.IrqLevel);
        _ = _bench.AlternateStatus;
        Assert.True(_bench.IrqLevel);
        _ = _bench.Status;
        Assert.False(_bench.IrqLevel);
    }

    [Fact]
    public void Command_JustWritten_IsBusyAtFirst()
    {
        _bench.Command(0xEC);

        Assert.Equal(IdeBench.Busy, _bench.AlternateStatus);
        Assert.False(_bench.IrqLevel);
    }

    [Fact]
    public void WriteCacheOff_Write_ReachesStableStorage()
    {
        _bench.Command(0xEF, features: 0x82);
        _bench.WaitForInterrupt();
        int before = _medium.Flushes;
        _bench.Command(0x30, lba: 3, count: 1);
        _bench.Wait();
        _bench.WriteData(new byte[512]);
        _bench.WaitForInterrupt();

        Assert.Equal(before + 1, _medium.Flushes);
        Assert.Equal(0, Word(Identify(_bench), 85) & 0x20);
    }

    [Theory]
    [InlineData(0x45, 0x203F, 88)]
    [InlineData(0x22, 0x0407, 63)]
    public void SetFeatures_TransferMode_IsShownAsSelected(byte mode, int expected, int word)
    {
        _bench.Command(0xEF, count: mode, features: 0x03);
        Assert.Equal(0x50, _bench.WaitForInterrupt());

        Assert.Equal(expected, Word(Identify(_bench), word));
    }

    [Fact]
    public void Smart_StatusAndData_AreGood()
    {
        _bench.Command(0xB0, lba: 0xC24F00, features: 0xDA);
        Assert.Equal(0x50, _bench.WaitForInterrupt());
        Assert.Equal([0x4F, 0xC2], new[] { _bench.In(0x1F4), _bench.In(0x1F5) });
        _bench.Command(0xB0, lba: 0xC24F00, features: 0xD0);
        _bench.WaitForInterrupt();

        Assert.Equal(0, _bench.ReadData(512).Aggregate(0, static (sum, b) => (sum + b) & 0xFF));
    }

    [Theory]
    [InlineData(0x94, 0xE5, 0x00)]
    [InlineData(0xE1, 0x98, 0x80)]
    public void PowerCommands_CheckPowerMode_TellsTheMode(byte command, byte check, byte expected)
    {
        _bench.Command(command);
        _bench.WaitForInterrupt();
        _bench.Command(check);
        _bench.WaitForInterrupt();

        Assert.Equal(expected, _bench.In(0x1F2));
    }

    [Fact]
    public void Registers_NoDevices_ReadAsThePulledDownBus()
    {
        using var bench = new IdeBench(hasDvd: false);
        bench.Select(isSlave: true);

        Assert.Equal(0, bench.Status);
        Assert.Equal(0, bench.In(0x1F2));
    }

    [Fact]
    public void Config_EnableBit_IsWhatLinuxLooksFor()
    {
        Assert.Equal(0x02, _bench.Controller.ReadConfig(0x50));
        _bench.Controller.WriteConfig(0x5B, 0xA8);
        Assert.Equal(0xA8, _bench.Controller.ReadConfig(0x5B));
        Assert.Equal(0, _bench.Controller.ReadConfig(0xF0));
    }

    [Fact]
    public void Create_MediumWithoutSectors_IsRefused() =>
        Assert.Throws<ComponentException>(() => new IdeDisk(new IdeDiskOptions { Medium = new TestMedium(0) }, _bench.Machine));

    internal static byte[] Identify(IdeBench bench)
    {
        bench.Command(0xEC);
        Assert.Equal(0x58, bench.WaitForInterrupt());
        return bench.ReadData(512);
    }

    internal static int Word(byte[] data, int word) => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(word * 2));

    internal static void SoftReset(IdeBench bench)
    {
        bench.Out(0x3F6, 0x04);
        bench.Out(0x3F6, 0x00);
        bench.Select(isSlave: false);
        bench.Wait();
    }

    private static string Text(byte[] data, int word, int words)
    {
        byte[] text = data[(word * 2)..((word + words) * 2)];
        for (int i = 0; i < text.Length; i += 2)
        {
            (text[i], text[i + 1]) = (text[i + 1], text[i]);
        }

        return Encoding.ASCII.GetString(text).TrimEnd();
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] data = new byte[length];
        new Random(1).NextBytes(data);
        return data;
    }

    private byte WaitByAlternate()
    {
        _bench.Machine.Advance(1_000_000);
        return _bench.AlternateStatus;
    }
}
