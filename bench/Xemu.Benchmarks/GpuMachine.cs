using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Nv2a;
using Xemu.Testing;

namespace Xemu.Benchmarks;

/// <summary>The graphics chip with its windows mapped, showing 640x480 in 32 bits.</summary>
internal sealed class GpuMachine : IPciSlot, IInterruptLine, IDisposable
{
    /// <summary>Where the register window lies after a reset.</summary>
    public const ulong Registers = 0xFD00_0000;

    private const int Width = 640;
    private const int Height = 480;
    private readonly TestMachine _machine = new(64 << 20);
    private readonly IComponent _gpu;
    private readonly PciFunctionDefinition _definition;
    private readonly byte[] _pixels = new byte[Width * Height * 4];

    public GpuMachine()
    {
        _gpu = PluginTypes.Create(new Nv2aPlugin(), "nv2a", _machine);
        var device = (IPciDevice)_gpu;
        _definition = device.Definition;
        foreach (PciBar bar in _definition.Bars)
        {
            _ = bar.Handler is not null
                ? _machine.Memory.MapIo(bar.Name, bar.ResetAddress, bar.SizeBytes, bar.Handler)
                : _machine.Memory.MapRam(bar.Name, bar.ResetAddress, bar.Block!, bar.BlockOffset, bar.BlockLength);
        }

        device.AttachPci(this);
        _gpu.Reset(ResetKind.Cold);
        SetMode();
        CheckFrame();
    }

    public IAddressSpace Memory => _machine.Memory;

    public IInterruptLine Interrupt => this;

    public IAddressSpace Dma => _machine.Memory;

    private IDisplaySource Source => (IDisplaySource)_gpu;

    public ulong? BarAddress(int index) => _definition.Bars[index].ResetAddress;

    public void SetLevel(bool level)
    {
    }

    /// <summary>Reads the picture as a frontend does.</summary>
    public int ReadFrame()
    {
        Source.ReadFrame(_pixels);
        return _pixels[^1];
    }

    public void Dispose()
    {
        _gpu.Dispose();
        _machine.Dispose();
    }

    /// <summary>The CRTC's bytes and the pixel format, as homebrew firmware programs them.</summary>
    private void SetMode()
    {
        ReadOnlySpan<(byte Index, byte Value)> crtc =
        [
            (0x1F, 0x57), (0x01, (Width / 8) - 1), (0x2D, 0), (0x12, unchecked((byte)(Height - 1))), (0x07, ((Height - 1) >> 7) & 0x02),
            (0x25, 0), (0x13, unchecked((byte)(Width / 2))), (0x19, ((Width / 2) >> 3) & 0xE0), (0x42, 0), (0x17, 0x80), (0x28, 0x83),
        ];
        foreach ((byte index, byte value) in crtc)
        {
            _machine.Memory.WriteValue(Registers + 0x6013D4, 1, index);
            _machine.Memory.WriteValue(Registers + 0x6013D5, 1, value);
        }

        _machine.Memory.WriteValue(Registers + 0x680600, 4, 0x0010_0000);
        _machine.Memory.WriteValue(Registers + 0x600800, 4, 0);
    }

    private void CheckFrame()
    {
        _machine.Memory.WriteValue((Width * Height * 4) - 4, 4, 0x5AFF_FFFF);
        if ((Source.Frame.Width, Source.Frame.Height) != (Width, Height) || ReadFrame() != 0x5A)
        {
            throw new InvalidOperationException($"The graphics chip shows {Source.Frame.Width}x{Source.Frame.Height}, not the picture that was set.");
        }
    }
}
