using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class RegisterTests
{
    public static TheoryData<uint, string, uint, uint, uint, bool> Rows()
    {
        var rows = new TheoryData<uint, string, uint, uint, uint, bool>();
        Add(rows, 0x00_0000, PmcRegisters.Table);
        Add(rows, 0x00_1000, PbusRegisters.Table);
        Add(rows, 0x00_9000, PtimerRegisters.Table);
        Add(rows, 0x10_0000, PfbRegisters.Table);
        Add(rows, 0x10_1000, Pextdev.Registers);
        Add(rows, 0x60_0000, PcrtcRegisters.Table);
        Add(rows, 0x68_0000, PramdacRegisters.Table);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Register_AfterReset_HasItsResetValue(uint offset, string name, uint reset, uint writable, uint clear, bool isComputed)
    {
        using var bench = new GpuBench();

        uint value = bench.Read(offset);

        Assert.True(isComputed || value == reset, $"{name} reads 0x{value:X8}");
        Assert.Equal(0, bench.Gpu.UnhandledCount);
        Assert.Equal(0u, writable & clear);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Register_WrittenWithOnes_KeepsItsWritableBitsAlone(uint offset, string name, uint reset, uint writable, uint clear, bool isComputed)
    {
        using var bench = new GpuBench();

        bench.Write(offset, 0xFFFF_FFFF);
        uint value = bench.Read(offset);

        Assert.True(isComputed || value == (((reset & ~writable) | writable) & ~clear), $"{name} reads 0x{value:X8}");
    }

    [Fact]
    public void Boot0_Read_NamesTheChip()
    {
        using var bench = new GpuBench();

        Assert.Equal(0x02A0_00A1u, bench.Read(0));
        Assert.Equal(0x02A0_10DEu, bench.Read(0x1800));
        Assert.Equal(0xFD00_0000u, bench.Read(0x1810));
        Assert.Equal(0xF000_0008u, bench.Read(0x1814));
    }

    [Fact]
    public void UnknownOffset_ReadAndWritten_GivesZeroAndIsCounted()
    {
        using var bench = new GpuBench();

        bench.Write(0x5000, 1);

        Assert.Equal(0u, bench.Read(0x5000));
        Assert.Equal(0u, bench.Read(0x600FFC));
        Assert.Equal(3, bench.Machine.Counters["unhandled"]());
    }

    [Fact]
    public void PlainUnit_WrittenAndRead_StoresAndIsCounted()
    {
        using var bench = new GpuBench();

        bench.Write(0x00_A104, 0x1234_5678);

        Assert.Equal(0x1234_5678u, bench.Read(0x00_A104));
        Assert.Equal(2, bench.Machine.Counters["unimplemented"]());
    }

    [Fact]
    public void Pramin_WrittenByByte_ReadsAsDword()
    {
        using var bench = new GpuBench();

        bench.Write(0x7F_FFFC, 0x0403_0201);
        bench.Write8(0x7F_FFFE, 0xEE);

        Assert.Equal(0x04EE_0201u, bench.Read(0x7F_FFFC));
    }

    [Fact]
    public void Register_WrittenByByte_KeepsTheOtherLanes()
    {
        using var bench = new GpuBench();
        bench.Write(0x600800, 0x0102_0304);

        bench.Write8(0x600801, 0xAA);
        bench.Machine.Memory.WriteValue(GpuBench.Registers + 0x600802, 2, 0xBBCC);

        Assert.Equal(0xBBCC_AA04u, bench.Read(0x600800));
        Assert.Equal(0xCC, bench.Read8(0x600802));
        Assert.Equal(0xBBCCul, bench.Machine.Memory.ReadValue(GpuBench.Registers + 0x600802, 2));
    }

    [Fact]
    public void Register_WrittenByEightBytes_ReachesTwo()
    {
        using var bench = new GpuBench();

        bench.Machine.Memory.WriteValue(GpuBench.Registers + 0x600800, 8, 0x0000_0002_0012_3400);

        Assert.Equal(0x0012_3400u, bench.Read(0x600800));
        Assert.Equal(2u, bench.Read(0x600804));
        Assert.Equal(0x0000_0002_0012_3400ul, bench.Machine.Memory.ReadValue(GpuBench.Registers + 0x600800, 8));
    }

    [Fact]
    public void WriteOneToClear_WrittenInAnotherLane_AcknowledgesNothing()
    {
        using var bench = new GpuBench();
        bench.Machine.Advance(DisplayMode.DefaultPeriodNs);

        bench.Write8(0x600101, 0xFF);

        Assert.Equal(1u, bench.Read(0x600100));
        bench.Write8(0x600100, 0x01);
        Assert.Equal(0u, bench.Read(0x600100));
    }

    [Fact]
    public void Pfb_With128MiB_SaysSo()
    {
        using var bench = new GpuBench(128 << 20);

        Assert.Equal(0x0307_0103u, bench.Read(0x10_0200));
        Assert.Equal(128u << 20, bench.Read(0x10_020C));
    }

    [Fact]
    public void WriteCombineFlush_Triggered_IsOverAtOnce()
    {
        using var bench = new GpuBench();

        bench.Write(0x10_0410, 0x0001_0000);

        Assert.Equal(0u, bench.Read(0x10_0410) & 0x0001_0000);
    }

    [Fact]
    public void MemoryWindow_Written_IsMainMemory()
    {
        using var bench = new GpuBench();

        bench.Machine.Memory.WriteValue(0xF012_3450, 4, 0xCAFE_F00D);

        Assert.Equal(0xCAFE_F00Dul, bench.Machine.Memory.ReadValue(0x0012_3450, 4));
    }

    [Fact]
    public void WarmReset_AfterProgramming_GoesBackToResetValues()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560, 0x10000);
        bench.Write(0x200, 0xFFFF_FFFF);

        bench.Gpu.Reset(ResetKind.Warm);

        Assert.Equal(0u, bench.Read(0x600800));
        Assert.Equal(0x1111_1110u, bench.Read(0x200));
        Assert.Equal(0, bench.Gpu.Frame.Width);
    }

    [Theory]
    [InlineData(8, 0x00_2504u, 1u)]
    [InlineData(8, 0x80_0040u, 0x1000u)]
    [InlineData(12, 0x40_0880u, 0x0000_C3FFu)]
    [InlineData(16, 0x00_9200u, 5u)]
    [InlineData(20, 0x10_0240u, 0x0010_0000u)]
    [InlineData(24, 0x60_0800u, 0x0010_0000u)]
    [InlineData(28, 0x00_8920u, 0x0010_0000u)]
    public void Unit_WithoutItsBitOfEnable_AnswersNothing(int bit, uint register, uint value)
    {
        using var bench = new GpuBench();
        bench.Write(register, value);
        uint before = bench.Read(register);
        long unhandled = bench.Gpu.UnhandledCount;

        bench.Write(0x200, ~(1u << bit));
        uint without = bench.Read(register);
        bench.Write(register, value + 1);
        bench.Write(0x200, ~0u);
        bench.Write(register, value);

        Assert.Equal((value, 0u), (before, without));
        Assert.Equal(unhandled + 2, bench.Gpu.UnhandledCount);
        Assert.Equal(value, bench.Read(register));
    }

    [Fact]
    public void VerticalBlank_WithoutTheBitOfPcrtc_AsksForNothing()
    {
        using var bench = new GpuBench();
        bench.Write(0x140, 1);
        bench.Write(0x60_0140, 1);
        bench.SetMode(640, 480, 32, 2560);
        bench.Machine.Advance(40_000_000);
        bool before = bench.Line;

        bench.Write(0x200, ~(1u << 24));

        Assert.Equal((true, false, 0u), (before, bench.Line, bench.Read(0x100)));
        bench.Write(0x200, ~0u);
        Assert.True(bench.Line);
    }

    private static void Add<T>(TheoryData<uint, string, uint, uint, uint, bool> rows, uint blockBase, RegisterTable<T> table)
    {
        foreach (RegisterDefinition<T> row in table.Definitions)
        {
            rows.Add(blockBase + row.Offset, row.Name, row.Reset, row.Writable, row.WriteOneToClear, row.Read is not null);
        }
    }
}
