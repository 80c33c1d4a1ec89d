namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Channels' contexts of PGRAPH in instance memory.</summary>
public sealed class ContextTests : IDisposable
{
    private const uint Pramin = 0x70_0000;
    private const uint First = 0x2_0000;
    private const uint Second = 0x2_4000;
    private const uint Blits = 41;

    private readonly GpuBench _bench = new();
    private readonly PushBuffer _push;

    public ContextTests()
    {
        _push = new PushBuffer(_bench);
        _push.AddObject(Blits, isGraphics: true, 0x9F, 0, 0, 0);
        _push.Method(3, 0, Blits);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Context_SavedAndLoaded_HasItsState()
    {
        _push.Kelvin3D(0x354, 0x204u).Kelvin3D(0x1EA4, 5u).Kelvin3D(0xB80, 1u, 2u, 3u, 4u).Kelvin3D(0x1EA4, 9u).Method(3, 0x300, 0x0012_0034u);
        Transfer(First, 2);
        _push.Kelvin3D(0x354, 0x201u).Kelvin3D(0x1EA4, 5u).Kelvin3D(0xB80, 6u, 7u, 8u, 9u).Method(3, 0x300, 0u);
        (uint, uint, uint) other = (Depth(), ConstantLoad(), Constant(5));
        Transfer(Second, 2);

        Transfer(First, 1);
        Assert.Equal((0x0004_0000u, 0x0900u, 4u), (Depth(), ConstantLoad(), Constant(5)));
        Transfer(Second, 1);

        Assert.Equal(other, (Depth(), ConstantLoad(), Constant(5)));
    }

    [Fact]
    public void Context_Loaded_BindsItsObjects()
    {
        Transfer(First, 2);
        _push.Method(0, 0, Blits);
        Assert.Equal(0x9Fu, _bench.Read(0x40_014C) & 0xFF);

        Transfer(First, 1);
        _push.Method(0, 0x1D90, 0x77u);

        Assert.Equal(0x77u, _bench.Read(0x40_186C));
    }

    [Fact]
    public void Context_ThatADriverPrepared_IsThatOfAPartJustSwitchedOn()
    {
        _push.Kelvin3D(0x354, 0x204u);
        _bench.Write(Pramin + Second, 1);
        _bench.Write(Pramin + Second + 4, 0xDEAD);

        Transfer(Second, 1);

        Assert.Equal(0u, Depth());
        Assert.Equal(0x07FF_0000u, _bench.Read(0x40_1A44));
    }

    [Fact]
    public void Context_OfVersionOne_IsLoadedWithoutWhatItHasNot()
    {
        _push.AddObject(42, isGraphics: true, 0x9E, 0, 0, 0);
        _push.Method(6, 0, 42).Kelvin3D(0x354, 0x204u).Method(6, 0x304, 0x1000u);
        Transfer(First, 2);
        uint version = _bench.Read(Pramin + First + 4);
        _bench.Write(Pramin + First + 4, 0x3143_4758);
        _push.Kelvin3D(0x354, 0x201u).Method(6, 0x304, 0x2000u);

        Transfer(First, 1);
        uint depth = Depth();
        Transfer(Second, 2);
        _push.Method(6, 0x304, 0x3000u);
        Transfer(First, 2);

        Assert.Equal((0x3243_4758u, 0x0004_0000u), (version, depth));
        Assert.Equal((0x2000u, 0x3000u), (WordThatDiffers(Second), WordThatDiffers(First)));

        uint WordThatDiffers(uint address) => Enumerable.Range(2, (int)(ContextImage.SizeBytes / 4) - 2).Select(i => (uint)i * 4)
            .Where(offset => _bench.Read(Pramin + First + offset) != _bench.Read(Pramin + Second + offset)).Select(offset => _bench.Read(Pramin + address + offset)).Single();
    }

    [Fact]
    public void Context_Saved_KeepsWithinWhatDriversReserve()
    {
        _bench.Write(Pramin + First + ContextImage.SizeBytes, 0x1234_5678);
        _bench.Write(Pramin + First, 0x0100_0001);

        Transfer(First, 2);

        Assert.Equal(0x1234_5678u, _bench.Read(Pramin + First + ContextImage.SizeBytes));
        Assert.Equal(0x0100_0001u, _bench.Read(Pramin + First));
    }

    [Fact]
    public void Context_OfRandomWords_IsSurvived()
    {
        var random = new Random(7);
        for (int i = 0; i < 20; i++)
        {
            Transfer(First, 2);
            for (uint offset = 8; offset < ContextImage.SizeBytes; offset += 4)
            {
                _bench.Write(Pramin + First + offset, (uint)random.NextInt64(1L << 32));
            }

            Transfer(First, 1);
            _push.Method(0, 0, PushBuffer.Kelvin).Kelvin3D(0x17FC, 5u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x1500, 1f, 9f, 3f).Kelvin3D(0x1500, 8f, 2f, 3f).Kelvin3D(0x17FC, 0u);
            _bench.Write(0x40_0100, uint.MaxValue);
            _bench.Write(0x40_0720, 1);
        }

        // Depth functions are those of OpenGL whatever the words were: a line width of nine bits too.
        Assert.InRange(Depth() >> 16, 0u, 7u);
        Assert.Equal(_push.Get, _bench.Read(0x80_0040));
    }

    [Fact]
    public void Channels_SwitchedByTheHardware_KeepTheirStates()
    {
        _bench.Write(Pramin + 0x1_F000, First >> 4);
        _bench.Write(Pramin + 0x1_F004, Second >> 4);
        _bench.Write(0x40_0780, 0x1_F000 >> 4);
        _bench.Write(0x40_008C, 4);
        AddForSecondChannel(60, 0x97);
        _push.Kelvin3D(0x354, 0x204u);

        _bench.Write(0x00_3204, 0x101);
        Send(0, 60);
        Send(0x354, 0x206);
        Assert.Equal(0x0006_0000u, Depth());
        _bench.Write(0x00_3204, 0x100);
        Send(0x1D90, 1);
        Assert.Equal(0x0004_0000u, Depth());
        _bench.Write(0x00_3204, 0x101);
        Send(0x1D90, 2);

        Assert.Equal(0x0006_0000u, Depth());
    }

    private uint Depth() => _bench.Read(0x40_194C) & 0x000F_0000;

    private uint ConstantLoad() => _bench.Read(0x40_0FC4) & 0xFF00;

    /// <summary>The last component, which RDI shows first.</summary>
    private uint Constant(uint number)
    {
        _bench.Write(0x40_0750, 0x0017_0000 | (number * 16));
        return _bench.Read(0x40_0754);
    }

    private void Transfer(uint address, uint trigger)
    {
        _bench.Write(0x40_0784, address >> 4);
        _bench.Write(0x40_0788, trigger);
    }

    /// <summary>Gives the channel in the cache a method of subchannel 0.</summary>
    private void Send(uint method, uint data)
    {
        uint get = _bench.Read(0x00_3244);
        _bench.Machine.Memory.WriteValue(get, 4, (1u << 18) | method);
        _bench.Machine.Memory.WriteValue(get + 4, 4, data);
        _bench.Write(0x00_3240, get + 8);
    }

    private void AddForSecondChannel(uint handle, uint graphClass)
    {
        const uint Instance = 0x1_E000;
        const uint Slot = 0x1_0000 + (100 * 8);
        _bench.Write(Pramin + Instance, graphClass);
        _bench.Write(Pramin + Slot, handle);
        _bench.Write(Pramin + Slot + 4, 0x8101_0000 | (Instance >> 4));
    }
}
