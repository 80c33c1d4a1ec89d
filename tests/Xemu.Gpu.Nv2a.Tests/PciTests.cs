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

        bench.Gpu.WriteConfig(0x4C, 0x12);
        bench.Gpu.WriteConfig(0xFF, 0x34);

        Assert.Equal(0x12, bench.Gpu.ReadConfig(0x4C));
        Assert.Equal(0x34, bench.Gpu.ReadConfig(0xFF));
    }
}
