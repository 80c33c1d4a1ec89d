using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A function on a bus: its configuration header and the windows of its BARs.</summary>
/// <remarks>Source: PCI Local Bus Specification 2.2, chapter 6; PCI-to-PCI Bridge Architecture Specification 1.1, chapter 3.</remarks>
internal sealed class PciFunction : IPciSlot, IStateful
{
    private const int Command = 0x04;
    private const int Status = 0x06;
    private const int HeaderTypeOffset = 0x0E;
    private const int InterruptLine = 0x3C;
    private const byte CommandIo = 1;
    private const byte CommandMemory = 2;
    private const byte CommandMaster = 4;
    private const byte MultiFunction = 0x80;

    private readonly byte[] _config = new byte[0x40];
    [Derived("fixed once the machine is wired")]
    private readonly byte[] _initial = new byte[0x40];

    [Derived("fixed once the machine is wired")]
    private readonly byte[] _writable = new byte[0x40];

    private readonly IPciConfigHandler? _handler;
    private readonly PciBarWindow[] _windows;
    private readonly RoutedLine _line = new();

    /// <summary>Makes the function.</summary>
    /// <param name="id">Component id.</param>
    /// <param name="device">The device.</param>
    /// <param name="address">Its place.</param>
    /// <param name="windows">The windows of its BARs.</param>
    /// <param name="memory">Physical memory.</param>
    public PciFunction(string id, IPciDevice device, PciAddress address, PciBarWindow[] windows, IAddressSpace memory)
    {
        Id = id;
        Device = device;
        Address = address;
        Definition = device.Definition;
        _handler = device as IPciConfigHandler;
        _windows = windows;
        Dma = new BusMasterSpace(memory, () => (_config[Command] & CommandMaster) != 0);
        FillHeader();
    }

    public string Id { get; }

    public IPciDevice Device { get; }

    public PciAddress Address { get; }

    public PciFunctionDefinition Definition { get; }

    public IInterruptLine Interrupt => _line;

    public IAddressSpace Dma { get; }

    public bool IsMultiFunction
    {
        set => _initial[HeaderTypeOffset] = (byte)(Definition.HeaderType | (value ? MultiFunction : 0));
    }

    /// <summary>A bridge's bus numbers: what is behind it.</summary>
    public byte SecondaryBus => _config[0x19];

    public byte SubordinateBus => _config[0x1A];

    public ulong? BarAddress(int index)
    {
        foreach (PciBarWindow window in _windows)
        {
            if (window.Bar.Index == index)
            {
                return window.Address;
            }
        }

        return null;
    }

    /// <summary>The function for lists of hardware.</summary>
    public PciFunctionInfo Describe(byte bus) => new(bus, Address, Id, Definition, this, _config[InterruptLine]);

    public void ConnectInterrupt(IInterruptLine target) => _line.Connect(target);

    /// <summary>Sets what the header holds after a reset, as firmware would leave it.</summary>
    /// <param name="offset">Offset in the header.</param>
    /// <param name="value">The value; read-only bits stay.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    public void Preset(int offset, uint value, int width)
    {
        for (int i = 0; i < width; i++)
        {
            Merge(ref _initial[offset + i], (byte)(value >> (8 * i)), _writable[offset + i]);
        }
    }

    /// <summary>Enables what the function has, as firmware does.</summary>
    public void PresetEnabled() => Preset(Command, Definition.CommandMask & 7u, 2);

    public void Reset()
    {
        _initial.CopyTo(_config, 0);
        UpdateWindows();
    }

    public uint Read(int offset, int width)
    {
        uint value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= (uint)ReadByte(offset + i) << (8 * i);
        }

        return value;
    }

    public void Write(int offset, int width, uint value)
    {
        for (int i = 0; i < width; i++)
        {
            WriteByte(offset + i, (byte)(value >> (8 * i)));
        }

        if (offset < 0x40)
        {
            UpdateWindows();
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("config", _config);
        state.Part("interrupt", _line);
    }

    public void AfterRestore()
    {
        // What the guest cannot write is no choice of the file either.
        for (int i = 0; i < _config.Length; i++)
        {
            int changeable = _writable[i] | (i == Status + 1 ? 0xF9 : 0);
            if (((_config[i] ^ _initial[i]) & ~changeable) != 0)
            {
                throw new StateException($"Configuration register 0x{i:X2} of '{Id}' holds 0x{_config[i]:X2}, which it cannot; the snapshot is of another machine.");
            }
        }

        UpdateWindows();
    }

    private static void Merge(ref byte target, byte value, byte mask) => target = (byte)((target & ~mask) | (value & mask));

    private byte ReadByte(int offset)
    {
        if (offset < 0x40)
        {
            return _config[offset];
        }

        return _handler?.ReadConfig(offset) ?? 0;
    }

    private void WriteByte(int offset, byte value)
    {
        if (offset >= 0x40)
        {
            _handler?.WriteConfig(offset, value);
            return;
        }

        Merge(ref _config[offset], value, _writable[offset]);
        if (offset == Status + 1)
        {
            _config[offset] &= (byte)~(value & 0xF9);
        }
    }

    private void UpdateWindows()
    {
        foreach (PciBarWindow window in _windows)
        {
            window.Update(DecodedAddress(window));
        }
    }

    private ulong? DecodedAddress(PciBarWindow window)
    {
        int offset = window.ConfigOffset(Definition.HeaderType);
        uint register = BitConverter.ToUInt32(_config, offset);
        bool isRom = window.Bar.Index == 6;
        bool enabled = (_config[Command] & (window.IsIo ? CommandIo : CommandMemory)) != 0 && (!isRom || (register & 1) != 0);
        uint address = register & (window.IsIo ? ~3u : isRom ? ~0x7FFu : ~0xFu);
        return enabled && address != 0 ? address : null;
    }

    private void FillHeader()
    {
        Set(0x00, Definition.VendorId, 2);
        Set(0x02, Definition.DeviceId, 2);
        Set(Status, Definition.Status, 2);
        Set(0x08, Definition.Revision, 1);
        Set(0x09, Definition.ClassCode, 3);
        Set(HeaderTypeOffset, Definition.HeaderType, 1);
        Set(0x34, Definition.CapabilityPointer, 1);
        Set(0x3D, Definition.InterruptPin, 1);
        Allow(Command, Definition.CommandMask, 2);
        Allow(0x0C, 0xFFFF, 2);
        Allow(InterruptLine, 0xFF, 1);
        if (Definition.HeaderType == 1)
        {
            FillBridgeHeader();
        }
        else
        {
            Set(0x2C, Definition.SubsystemVendorId, 2);
            Set(0x2E, Definition.SubsystemId, 2);
            Set(0x3E, Definition.GrantAndLatency, 2);
        }

        foreach (PciBarWindow window in _windows)
        {
            FillBar(window);
        }
    }

    private void FillBar(PciBarWindow window)
    {
        int offset = window.ConfigOffset(Definition.HeaderType);
        PciBar bar = window.Bar;
        var mask = (uint)~(bar.SizeBytes - 1);
        uint type = bar.Index == 6 ? 0u : bar.Kind switch
        {
            PciBarKind.Io => 1u,
            PciBarKind.PrefetchableMemory => 8u,
            _ => 0u,
        };
        Set(offset, (uint)bar.ResetAddress | type, 4);
        Allow(offset, bar.Index == 6 ? mask | 1 : mask, 4);
    }

    /// <summary>Bus numbers, windows and bridge control: plain registers, since this bus does not filter by window.</summary>
    private void FillBridgeHeader()
    {
        Allow(0x18, 0xFFFF_FFFF, 4);
        Allow(0x1C, 0xF0F0, 2);
        Allow(0x20, 0xFFF0_FFF0, 4);
        Allow(0x24, 0xFFF0_FFF0, 4);
        Allow(0x3E, 0xFFFF, 2);
    }

    private void Set(int offset, uint value, int width)
    {
        for (int i = 0; i < width; i++)
        {
            _initial[offset + i] = (byte)(value >> (8 * i));
        }
    }

    private void Allow(int offset, uint mask, int width)
    {
        for (int i = 0; i < width; i++)
        {
            _writable[offset + i] = (byte)(mask >> (8 * i));
        }
    }
}
