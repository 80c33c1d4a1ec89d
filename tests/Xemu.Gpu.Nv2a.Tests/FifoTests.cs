namespace Xemu.Gpu.Nv2a.Tests;

public sealed class FifoTests
{
    [Fact]
    public void Put_MovedBehindMethods_GetFollows()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x1D8C, 0x1234u, 0x5678u);

        Assert.Equal(bench.Read(0x80_0040), push.Get);
        Assert.Equal(0x1234u, bench.Read(0x40_1A88));
        Assert.Equal(0x5678u, bench.Read(0x40_186C));
        Assert.Equal(0u, bench.Read(0x00_3220) & 0x10);
    }

    [Fact]
    public void Jump_Executed_GoesOnAtTheTarget()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Words(0x20_0001).At(0x20_0000).Kelvin3D(0x1D8C, 7u);

        Assert.Equal(7u, bench.Read(0x40_1A88));
        Assert.Equal(0x20_0008u, push.Get);
    }

    [Fact]
    public void OldJump_Executed_GoesOnAtTheTarget()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Words(0x2020_0000).At(0x20_0000).Kelvin3D(0x1D8C, 7u);

        Assert.Equal(7u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void CallAndReturn_Executed_ComeBackBehindTheCall()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Fill(0x20_0000, [0x8C, 0x1D, 0x04, 0x00, 0x09, 0, 0, 0, 0x00, 0x00, 0x02, 0x00]);

        push.Words(0x20_0002).Kelvin3D(0x1D90, 5u);

        Assert.Equal(9u, bench.Read(0x40_1A88));
        Assert.Equal(5u, bench.Read(0x40_186C));
        Assert.Equal(0u, bench.Read(0x00_324C));
    }

    [Theory]
    [InlineData(0x0002_0000u, 3u)]
    [InlineData(0x8000_0000u, 4u)]
    [InlineData(0x0000_0003u, 4u)]
    public void BadCommand_Met_StopsThePusherWithItsReason(uint word, uint reason)
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Write(0x00_0140, 1);

        push.Words(word).Run();

        Assert.Equal(reason, bench.Read(0x00_3228) >> 29);
        Assert.Equal(0x1000u, bench.Read(0x00_2100));
        Assert.NotEqual(bench.Read(0x80_0040), push.Get);
        Assert.True(bench.Line);
    }

    [Fact]
    public void CallInsideSubroutine_Met_StopsThePusher()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Fill(0x20_0000, [0x02, 0x00, 0x30, 0x00]);

        push.Words(0x20_0002, 0).Run();

        Assert.Equal(1u, bench.Read(0x00_3228) >> 29);
    }

    [Fact]
    public void GetOutsideOfTheObject_Met_IsAProtectionError()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Words(0x1FFF_0001).At(0x1FFF_0010).Run();

        Assert.Equal(6u, bench.Read(0x00_3228) >> 29);
    }

    [Fact]
    public void JumpToItself_Met_DoesNotHang()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        uint here = push.Get;

        push.Words(here | 1).At(0x20_0000).Run();
        bench.Machine.Advance(1_000_000);

        Assert.Equal(here, push.Get);
        Assert.Equal(0x10u, bench.Read(0x00_3220) & 0x10);
    }

    [Fact]
    public void Circle_ThatTheCpuBreaks_GoesOn()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        uint here = push.Get;
        push.Words(here | 1).At(0x20_0000).Run();
        bench.Machine.Advance(1_000_000);

        // A method where the jump was, and the end behind it.
        push.At(here).Words(1 << 18 | 0x1D8C, 77u).Run();
        bench.Machine.Advance(1_000_000);

        Assert.Equal(77u, bench.Read(0x40_1A88));
        Assert.Equal(here + 8, push.Get);
    }

    [Fact]
    public void Status_AmidMoreThanOneRunMayCost_IsBusyUntilTheEnd()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        for (int i = 0; i < 6000; i++)
        {
            push.Words(1 << 18 | 0x17FC, 1u, 3 << 18 | 0x1500, 0u, 0u, 0u, 1 << 18 | 0x17FC, 0u);
        }

        push.Run();
        bool isAmid = push.Get != bench.Read(0x80_0040);
        uint amid = bench.Read(0x40_0700);
        bench.Machine.Advance(10_000_000);

        Assert.True(isAmid);
        Assert.Equal((1u, 0u), (amid, bench.Read(0x40_0700)));
    }

    [Fact]
    public void UnknownHandle_Bound_TellsTheDriver()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Method(5, 0, 0x777u);

        Assert.Equal(1u, bench.Read(0x00_2100));
        Assert.Equal(0x10u, bench.Read(0x00_3250) & 0x11);
        Assert.Equal(5u << 13, bench.Read(0x00_3800));
        Assert.Equal(0x777u, bench.Read(0x00_3804));
    }

    [Fact]
    public void UnknownHandle_WithTheCacheAtItsEnd_IsPutWhereTheCacheGoesOn()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Write(0x00_3270, 0x3FC);

        push.Method(5, 0, 0x777u);

        Assert.Equal(0x777u, bench.Read(0x00_3804 + (127 * 8)));
    }

    [Fact]
    public void Reference_Set_IsSeenInTheUserArea()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Method(0, 0x50, 0xCAFE);

        Assert.Equal(0xCAFEu, bench.Read(0x80_0048));
    }

    [Fact]
    public void NoOperationWithData_Executed_WaitsForTheDriver()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Write(0x00_0140, 1);

        push.Kelvin3D(0x100, 0xB2A).Kelvin3D(0x1D8C, 1u);

        Assert.Equal(1u << 20, bench.Read(0x40_0100));
        Assert.Equal(0x100u, bench.Read(0x40_0704) & 0x1FFF);
        Assert.Equal(0xB2Au, bench.Read(0x40_0708));
        Assert.Equal(1u << 12, bench.Read(0x00_0100));
        Assert.True(bench.Line);
        Assert.Equal(0u, bench.Read(0x40_1A88));
        bench.Write(0x40_0100, 1 << 20);
        Assert.Equal(1u, bench.Read(0x40_1A88));
        Assert.False(bench.Line);
    }

    [Fact]
    public void FlipStall_BuffersAlike_WaitsForTheReadToMove()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x120, 0u, 1u, 2u).Kelvin3D(0x12C, 0u).Kelvin3D(0x130, 0u).Kelvin3D(0x1D8C, 1u);

        Assert.Equal(0u, bench.Read(0x40_1A88));
        bench.Write(0x40_071C, 2);
        Assert.Equal(1u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void FlipStall_OfBlits_WaitsForTheirOwnReadToMove()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        push.AddObject(41, isGraphics: true, 0x9F, 0, 0, 0);

        push.Method(3, 0, 41).Method(3, 0x120, 0u, 1u, 2u).Method(3, 0x12C, 0u).Method(3, 0x130, 0u).Kelvin3D(0x1D8C, 1u);
        Assert.Equal(0x0002_0000u, bench.Read(0x40_0710));
        bench.Write(0x40_071C, 2);
        Assert.Equal(0u, bench.Read(0x40_1A88));
        bench.Write(0x40_071C, 1);

        Assert.Equal(1u, bench.Read(0x40_1A88));
        Assert.Equal(0x0002_1000u, bench.Read(0x40_0710) & 0x000F_FF00);
    }

    [Fact]
    public void ClassOfTheObject_ClearedByTheCpu_DropsMethodsUntilItIsBack()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        uint word = bench.Read(0x40_014C);
        Assert.Equal(0x97u, word & 0xFF);

        bench.Write(0x40_014C, 0);
        push.Kelvin3D(0x1D8C, 1u);
        Assert.Equal(0u, bench.Read(0x40_1A88));
        bench.Write(0x40_014C, word);
        push.Kelvin3D(0x1D8C, 2u);

        Assert.Equal(2u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void OtherChannel_WithoutItsContext_AsksForASwitch()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        bench.Write(0x40_0144, 0x1000_0000);

        push.Kelvin3D(0x1D8C, 1u);

        Assert.Equal(1u << 12, bench.Read(0x40_0100));
        bench.Write(0x40_0144, 0x1001_0000);
        bench.Write(0x40_0100, 1 << 12);
        Assert.Equal(1u, bench.Read(0x40_1A88));
    }

    [Fact]
    public void Channel_BroughtIn_HasNoBitsThatRegistersLack()
    {
        const uint Context = 0x71_1000 + 64;
        using var bench = new GpuBench();
        _ = new PushBuffer(bench);
        bench.Write(0x00_2500, 1);
        bench.Write(0x00_2504, 3);
        bench.Write(Context + 4, 0x2003);

        bench.Write(0x81_0040, 0x2000);

        Assert.Equal((0x101u, 0x2000u), (bench.Read(0x00_3204), bench.Read(0x00_3244)));
    }
}
