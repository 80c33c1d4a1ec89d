namespace Xemu.Gpu.Nv2a.Tests;

public sealed class VgaTests
{
    [Fact]
    public void Crtc_WordWriteToIndex_SetsIndexAndData()
    {
        using var bench = new GpuBench();

        bench.Machine.Memory.WriteValue(GpuBench.Registers + 0x6013D4, 2, 0xA50C);

        Assert.Equal(0xA5, bench.Crtc(0x0C));
    }

    [Fact]
    public void LegacyPorts_Written_ReachTheSameRegisters()
    {
        using var bench = new GpuBench();

        bench.Machine.Ports.WriteValue(0x3D4, 2, 0x770D);
        bench.Machine.Ports.WriteValue(0x3C4, 1, 1);
        bench.Machine.Ports.WriteValue(0x3C5, 1, 0x20);

        Assert.Equal(0x77, bench.Crtc(0x0D));
        Assert.Equal(0x20, bench.Read8(0x0C03C5));
    }

    [Fact]
    public void Port_InTheWrongWindow_IsUnhandled()
    {
        using var bench = new GpuBench();

        bench.Write8(0x0C03D4, 5);
        bench.Write8(0x6813C4, 5);

        Assert.Equal(0, bench.Read8(0x6013D4));
        Assert.Equal(2, bench.Gpu.UnhandledCount);
    }

    [Theory]
    [InlineData(0x57, 3)]
    [InlineData(0x99, 0)]
    public void CrtcLock_Written_ReadsAsState(byte written, byte read)
    {
        using var bench = new GpuBench();

        bench.Crtc(0x1F, written);

        Assert.Equal(read, bench.Crtc(0x1F));
    }

    [Fact]
    public void CrtcProtect_Set_KeepsTheFirstEight()
    {
        using var bench = new GpuBench();
        bench.Crtc(0x01, 0x4F);
        bench.Crtc(0x11, 0x80);

        bench.Crtc(0x01, 0x10);
        bench.Crtc(0x07, 0xFF);

        Assert.Equal(0x4F, bench.Crtc(0x01));
        Assert.Equal(0x10, bench.Crtc(0x07));
    }

    [Fact]
    public void Attribute_WrittenAfterStatusRead_TakesIndexThenData()
    {
        using var bench = new GpuBench();
        bench.Write8(0x6013C0, 0x03);

        _ = bench.Read8(0x6013DA);
        bench.Write8(0x6013C0, 0x10);
        bench.Write8(0x6013C0, 0x4A);

        Assert.Equal(0x4A, bench.Read8(0x6013C1));
        Assert.Equal(0, bench.Crtc(0x24));
    }

    [Fact]
    public void Palette_WrittenInTurn_ReadsBackInTurn()
    {
        using var bench = new GpuBench();
        bench.Write8(0x6813C8, 255);
        foreach (byte component in new byte[] { 1, 2, 3, 4, 5, 6 })
        {
            bench.Write8(0x6813C9, component);
        }

        bench.Write8(0x6813C7, 255);
        byte[] read = [.. Enumerable.Range(0, 6).Select(_ => bench.Read8(0x6813C9))];

        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, read);
        Assert.Equal(3, bench.Read8(0x6813C7));
    }

    [Fact]
    public void Status_OverAFrame_ShowsRetraceForItsShare()
    {
        using var bench = new GpuBench();
        bench.SetMode(640, 480, 32, 2560);
        bench.Write(0x680804, 524);
        bench.Write(0x680824, 799);
        bench.Machine.Advance(DisplayMode.DefaultPeriodNs);
        int blank = 0;
        for (int i = 0; i < 1000; i++)
        {
            blank += bench.Read8(0x6013DA) >> 3 & 1;
            bench.Machine.Advance(DisplayMode.DefaultPeriodNs / 1000);
        }

        // 45 of 525 lines.
        Assert.InRange(blank, 84, 87);
    }

    [Fact]
    public void ExtendedRegisters_Locked_CannotBeWrittenUntilTheyAreUnlocked()
    {
        using var bench = new GpuBench();
        bench.Crtc(0x1F, 0x57);
        bench.Crtc(0x25, 0x12);
        bench.Crtc(0x1F, 0x99);

        bench.Crtc(0x25, 0x34);
        bench.Crtc(0x12, 0x56);

        Assert.Equal((0, 0x12, 0x56), (bench.Crtc(0x1F), bench.Crtc(0x25), bench.Crtc(0x12)));
        bench.Crtc(0x1F, 0x57);
        bench.Crtc(0x25, 0x34);
        Assert.Equal((3, 0x34), (bench.Crtc(0x1F), bench.Crtc(0x25)));
    }
}
