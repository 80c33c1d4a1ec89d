namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>What PGRAPH refuses, and how a driver hears of it.</summary>
public sealed class GraphErrorTests : IDisposable
{
    private const uint Small = 32;
    private const uint ReadOnly = 33;
    private const uint WriteOnly = 34;
    private const uint Null = 35;
    private const uint Narrow = 36;
    private const uint Copies = 40;
    private const uint Blits = 41;

    /// <summary>DEBUG_3: words, objects and state are checked.</summary>
    private const uint AllChecks = 0x0190_0000;

    private readonly RecordingRenderer _renderer = new();
    private readonly GpuBench _bench;
    private readonly PushBuffer _push;

    public GraphErrorTests()
    {
        _bench = new GpuBench(renderer: _renderer);
        _push = new PushBuffer(_bench);
        _push.AddObject(Small, isGraphics: false, 0x0000_B03D, 0xF, 0x20_0003, 0x20_0003);
        _push.AddObject(ReadOnly, isGraphics: false, 0x0000_B002, 0xFFFF, 0x20_0003, 0x20_0003);
        _push.AddObject(WriteOnly, isGraphics: false, 0x0000_B003, 0xFFFF, 0x20_0003, 0x20_0003);
        _push.AddObject(Null, isGraphics: false, 0x0000_0030, 0, 0, 0);
        _push.AddObject(Narrow, isGraphics: false, 0x0000_B03D, 0xFFF, 0x20_0003, 0x20_0003);
        _push.AddObject(Copies, isGraphics: true, 0x39, 0, 0, 0);
        _push.AddObject(Blits, isGraphics: true, 0x9F, 0, 0, 0);
        _push.Method(1, 0, Copies).Method(2, 0, Blits);
        _bench.Write(0x40_008C, AllChecks);
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0u, 0x154u, 7u, 0x40u, 0x0400_0000u)]
    [InlineData(2u, 0x400u, 8u, 0x40u, 0x0400_0000u)]
    [InlineData(0u, 0x194u, ReadOnly, 2u, 0x0200_0000u)]
    [InlineData(0u, 0x184u, WriteOnly, 2u, 0x0200_0000u)]
    [InlineData(1u, 0x188u, ReadOnly, 2u, 0x0200_0000u)]
    [InlineData(0u, 0x180u, Small, 4u, 0x0100_0000u)]
    [InlineData(0u, 0x19Cu, Small, 4u, 0x0100_0000u)]
    [InlineData(0u, 0x1A4u, PushBuffer.Memory, 4u, 0x0100_0000u)]
    [InlineData(0u, 0x104u, 0u, 0x800u, 0x0100_0000u)]
    public void Method_ThatCannotBe_StopsTheEngineAndSaysWhy(uint subchannel, uint method, uint data, uint source, uint status)
    {
        _push.Method(subchannel, method, data).Kelvin3D(0x1D90, 0x1234u);

        Assert.Equal((0x10_0000u, source, status), (_bench.Read(0x40_0100), _bench.Read(0x40_0108), _bench.Read(0x40_0104)));
        Assert.Equal(method | (subchannel << 16), _bench.Read(0x40_0704));
        Assert.Equal(0u, _bench.Read(0x40_0720));
        Assert.Equal(0u, _bench.Read(0x40_186C));
        Assert.True(_bench.Line || (_bench.Read(0x00_0100) & 0x1000) != 0);

        _bench.Write(0x40_0100, 0x10_0000);
        Assert.Equal((0u, 0u), (_bench.Read(0x40_0108), _bench.Read(0x40_0104)));
        Assert.Equal(0u, _bench.Read(0x40_186C));
        _bench.Write(0x40_0720, 1);

        Assert.Equal(0x1234u, _bench.Read(0x40_186C));
    }

    [Theory]
    [InlineData(0u, 0x194u, PushBuffer.Memory)]
    [InlineData(0u, 0x184u, ReadOnly)]
    [InlineData(0u, 0x190u, WriteOnly)]
    [InlineData(0u, 0x19Cu, Null)]
    [InlineData(0u, 0x1A4u, Narrow)]
    [InlineData(1u, 0x184u, ReadOnly)]
    [InlineData(1u, 0x188u, WriteOnly)]
    public void Object_ThatFits_IsTaken(uint subchannel, uint method, uint handle)
    {
        _push.Method(subchannel, method, handle);

        Assert.Equal(0u, _bench.Read(0x40_0100));
    }

    [Fact]
    public void ObjectOfAWrongClass_WithoutTheCheck_IsTaken()
    {
        _bench.Write(0x40_008C, 0);

        _push.Kelvin3D(0x194, ReadOnly);

        Assert.Equal(0u, _bench.Read(0x40_0100));
    }

    [Fact]
    public void Notify_WhileOneWaits_IsADoubleNotify()
    {
        _push.Kelvin3D(0x180, Narrow).Kelvin3D(0x104, 0u).Kelvin3D(0x104, 0u);

        Assert.Equal((0x1000u, 0x0080_0000u), (_bench.Read(0x40_0108), _bench.Read(0x40_0104)));
    }

    [Fact]
    public void NotifierObject_ExchangedWhileOneWaits_IsInUse()
    {
        _push.Kelvin3D(0x180, Narrow).Kelvin3D(0x104, 0u).Kelvin3D(0x180, Narrow);

        Assert.Equal(0x2000u, _bench.Read(0x40_0108));
    }

    [Theory]
    [InlineData(0xFC0u, 0u, 0x41u, 0x80u)]
    [InlineData(0u, 0xFC0u, 0x41u, 0x100u)]
    [InlineData(0xFC0u, 0xFC0u, 0x40u, 0u)]
    public void Copy_BeyondItsObjects_IsRefusedWhole(uint from, uint to, uint length, uint source)
    {
        _bench.Fill(0x20_0FC0, [1, 2, 3, 4]);
        _push.Method(1, 0x180, PushBuffer.Memory, Narrow, Narrow).Method(1, 0x30C, from, to, 0x40u, 0x40u, length, 1u, 0x101u, 0u);

        Assert.Equal(source, _bench.Read(0x40_0108));
        Assert.Equal(0ul, _bench.Machine.Memory.ReadValue(0x20_0000, 4));
    }

    [Fact]
    public void Report_BeyondItsObject_IsAWriteProtectionError()
    {
        _push.Kelvin3D(0x1A8, Narrow).Kelvin3D(0x17D0, 0x0100_0FF8u);

        Assert.Equal((0x100u, 0x17D0u, 0x0100_0FF8u), (_bench.Read(0x40_0108), _bench.Read(0x40_0704), _bench.Read(0x40_0708)));
    }

    [Fact]
    public void Vertex_BeyondItsObject_IsAVertexProtectionError()
    {
        _push.AddObject(50, isGraphics: false, 0x0000_B03D, 0xFF, 0x20_0003, 0x20_0003);
        _push.Kelvin3D(0x19C, 50u).Kelvin3D(0x1720, 0u).Kelvin3D(0x1760, 0x1032u);

        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1810, 0x0E00_0000u).Kelvin3D(0x17FC, 0u);
        Assert.Equal(0u, _bench.Read(0x40_0108));
        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1810, 0x1000_0000u).Kelvin3D(0x17FC, 0u);

        Assert.Equal(0x1_0000u, _bench.Read(0x40_0108));
    }

    [Theory]
    [InlineData(0x100u, 0x30u, 0u)]
    [InlineData(0x0FCu, 0x30u, 0x10u)]
    [InlineData(0x100u, 0x33u, 0x20u)]
    public void Clear_WiderThanThePitchOrBehindTheObject_IsALimitErrorWhereLimitsAreChecked(uint pitch, uint what, uint source)
    {
        _push.Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, Narrow);
        _push.Kelvin3D(0x200, 64u << 16, 32u << 16, 0x128u, 0x0100_0000u | pitch, 0x30_0000u, 0u).Kelvin3D(0x1D98, 63u << 16, 31u << 16);

        _push.Kelvin3D(0x1D94, what);
        Assert.Equal(0u, _bench.Read(0x40_0108));
        _bench.Write(0x40_0880, 0x800);
        _push.Kelvin3D(0x1D94, what);

        Assert.Equal(source, _bench.Read(0x40_0108));
        Assert.Equal(source == 0 ? 2 : 1, _renderer.Clears.Count);
    }

    [Theory]
    [InlineData(0x129u, 1u, 0u, 0x800u)]
    [InlineData(0x12Au, 0u, 1u, 0x800u)]
    [InlineData(0x129u, 0u, 0u, 0u)]
    [InlineData(0x128u, 1u, 1u, 0u)]
    public void Draw_WithBlendingOrDepthIntoBytes_IsAStateError(uint format, uint blends, uint tests, uint source)
    {
        _push.Kelvin3D(0x208, format).Kelvin3D(0x304, blends).Kelvin3D(0x30C, tests);

        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x17FC, 0u);

        Assert.Equal(source, _bench.Read(0x40_0108));
        Assert.Equal(source == 0 ? 1 : 0, _renderer.Draws.Count);
    }

    [Fact]
    public void Texture_BehindItsObject_IsATextureProtectionError()
    {
        _push.AddObject(50, isGraphics: false, 0x0000_B03D, 0xFF, 0x20_0003, 0x20_0003);
        _push.Kelvin3D(0x188, 50u).Kelvin3D(0x1E70, 1u).Kelvin3D(0x1B00, 0x100u, 0x0001_062Au, 0x0303_0303u, 0x4000_0000u);

        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x17FC, 0u);

        Assert.Equal(0x80_0000u, _bench.Read(0x40_0108));
    }
}
