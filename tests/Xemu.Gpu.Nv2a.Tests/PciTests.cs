using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class PciTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void Definition_WithSomeRam_HasTheChipsWindows(int mebibytes)
    {
        using var bench = new GpuBench((ulong)mebibytes << 20);

        PciFunctionDefinition definition = bench.Gpu.Definition;

        Assert.Equal((0x10DE, 0x02A0, 0x030000u), (definition.VendorId, definition.DeviceId, definition.ClassCode));
        Assert.Equal(1, definition.InterruptPin);
        Assert.Equal(16ul << 20, definition.Bars[0].SizeBytes);
        Assert.Equal(128ul << 20, definition.Bars[1].SizeBytes);
        Assert.Equal((ulong)mebibytes << 20, definition.Bars[1].BlockLength);
        Assert.Equal(PciBarKind.PrefetchableMemory, definition.Bars[1].Kind);
    }

    [Fact]
    public void Config_AboveTheHeader_StoresWhatIsWritten()
    {
        using var bench = new GpuBench();

        bench.Gpu.WriteConfig(0x4C, 0x13);
        bench.Gpu.WriteConfig(0xFF, 0x34);

        Assert.Equal(0x13, bench.Gpu.ReadConfig(0x4C));
        Assert.Equal(0x34, bench.Gpu.ReadConfig(0xFF));
    }

    [Fact]
    public void Capabilities_Walked_ArePowerManagementAndAgp()
    {
        using var bench = new GpuBench();
        byte Config(int offset) => bench.Gpu.ReadConfig(offset);

        int first = bench.Gpu.Definition.CapabilityPointer;

        Assert.Equal(0x10, bench.Gpu.Definition.Status & 0x10);
        Assert.Equal((1, 2), (Config(first), Config(first + 2) & 7));
        int second = Config(first + 1);
        Assert.Equal((2, 0, 0x20), (Config(second), Config(second + 1), Config(second + 2)));
    }

    [Fact]
    public void Capabilities_Written_KeepTheirNumbers()
    {
        using var bench = new GpuBench();
        for (int i = 0x44; i < 0x68; i++)
        {
            bench.Gpu.WriteConfig(i, 0xFF);
        }

        Assert.Equal((0x02, 0x17, 0x44, 3), (bench.Gpu.ReadConfig(0x44), bench.Gpu.ReadConfig(0x4C), bench.Gpu.ReadConfig(0x61), bench.Gpu.ReadConfig(0x64)));
    }

    [Fact]
    public void Capabilities_OfAnOlderState_AreThereAgain()
    {
        using var bench = new GpuBench();

        Xemu.Testing.StateBytes.Load(bench.Gpu, Golden.Read("gpu-nv2a-1"));

        Assert.Equal((0x02, 0x01), (bench.Gpu.ReadConfig(0x44), bench.Gpu.ReadConfig(0x60)));
    }
}
