using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The devkit's SMSC LPC47M157 Super I/O: its configuration ports and two serial ports.</summary>
/// <remarks>
/// Sources: SMSC LPC47M15x data sheet (configuration chapter; logical devices 4 and 5 are the serial ports); xboxdevwiki "Super I/O";
/// device id: coreboot superiotool, "LPC47M15x/192/997" 0x60. Not modelled: the other logical devices, whose registers are storage.
/// </remarks>
internal sealed class SuperIo : IComponent, IStateful
{
    private const byte EnterKey = 0x55;
    private const byte ExitKey = 0xAA;
    private const byte DeviceId = 0x60;
    private const int LogicalDevice = 0x07;
    private const int Activate = 0x30;
    private const int BaseHigh = 0x60;
    private const int BaseLow = 0x61;
    private const int InterruptSelect = 0x70;
    private const int FirstSerial = 4;
    private const int DeviceCount = 16;

    private static readonly int[] SerialBases = [0x3F8, 0x2F8];
    private static readonly byte[] SerialInterrupts = [4, 3];

    private readonly bool _enabledAtReset;

    /// <summary>Registers 0x00 to 0x2F.</summary>
    private readonly byte[] _global = new byte[0x30];

    /// <summary>Registers 0x30 to 0xFF of each logical device, 256 bytes a device.</summary>
    private readonly byte[] _devices = new byte[DeviceCount * 256];

    private readonly Uart16550[] _uarts = new Uart16550[2];
    private readonly SuperIoLine[] _lines = new SuperIoLine[2];
    private readonly IMapping[] _mappings = new IMapping[2];
    private readonly IInterruptLine?[][] _drivers = [new IInterruptLine?[16], new IInterruptLine?[16]];
    private bool _configuring;
    private byte _index;

    public SuperIo(SuperIoOptions options, IComponentContext context)
    {
        _enabledAtReset = options.EnabledAtReset;
        context.Ports.MapIo("superio", 0x2E, 2, new ByteIo(Read, Write));
        for (int i = 0; i < 2; i++)
        {
            IInterruptLine?[] drivers = _drivers[i];
            for (int number = 1; number < 16; number++)
            {
                // 2 is the cascade.
                drivers[number] = number == 2 || number >= options.Interrupts.LineCount ? null : options.Interrupts.CreateLine(number);
            }

            _lines[i] = new SuperIoLine(n => drivers[n]);
            _uarts[i] = new Uart16550(context, $"serial-{i}", _lines[i], i == 0 ? options.Port0 : options.Port1, options.Timed);
            _mappings[i] = context.Ports.MapIo($"serial-{i}", (ulong)SerialBases[i], 8, _uarts[i]);
            _mappings[i].Enabled = false;
        }
    }

    public void Wire()
    {
        foreach (Uart16550 uart in _uarts)
        {
            uart.Wire();
        }
    }

    public void Reset(ResetKind kind)
    {
        Array.Clear(_global);
        Array.Clear(_devices);
        _configuring = false;
        _index = 0;
        _global[0x26] = 0x2E;
        for (int i = 0; i < 2; i++)
        {
            _uarts[i].Reset();
            if (_enabledAtReset)
            {
                Span<byte> device = Device(FirstSerial + i);
                device[Activate] = 1;
                device[BaseHigh] = (byte)(SerialBases[i] >> 8);
                device[BaseLow] = (byte)SerialBases[i];
                device[InterruptSelect] = SerialInterrupts[i];
            }

            UpdateSerial(i, isRestore: false);
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("global", _global);
        state.Bytes("devices", _devices);
        state.Field("configuring", ref _configuring);
        state.Field("index", ref _index);
        for (int i = 0; i < 2; i++)
        {
            state.Part($"serial-{i}", _uarts[i]);
            state.Part($"line-{i}", _lines[i]);
        }
    }

    public void AfterRestore()
    {
        UpdateSerial(0, isRestore: true);
        UpdateSerial(1, isRestore: true);
    }

    public void Dispose()
    {
        foreach (Uart16550 uart in _uarts)
        {
            uart.Dispose();
        }
    }

    private Span<byte> Device(int number) => _devices.AsSpan(number * 256, 256);

    private byte Read(int offset)
    {
        if (!_configuring)
        {
            return 0xFF;
        }

        return offset == 0 ? _index : ReadRegister(_index);
    }

    private byte ReadRegister(int index) => index switch
    {
        0x20 => DeviceId,
        0x21 => 0x01, // Revision: unverified.
        < 0x30 => _global[index],
        _ => Device(_global[LogicalDevice])[index],
    };

    private void Write(int offset, byte value)
    {
        if (offset == 0)
        {
            if (!_configuring)
            {
                _configuring = value == EnterKey;
            }
            else if (value == ExitKey)
            {
                _configuring = false;
            }
            else
            {
                _index = value;
            }
        }
        else if (_configuring)
        {
            WriteRegister(_index, value);
        }
    }

    private void WriteRegister(int index, byte value)
    {
        switch (index)
        {
            case LogicalDevice:
                _global[index] = (byte)(value & (DeviceCount - 1));
                return;
            case 0x20 or 0x21:
                return;
            case < 0x30:
                _global[index] = value;
                return;
        }

        byte mask = index switch
        {
            Activate => 0x01,
            BaseHigh => 0x0F,
            BaseLow => 0xF8,
            InterruptSelect => 0x0F,
            _ => 0xFF,
        };
        int device = _global[LogicalDevice];
        Device(device)[index] = (byte)(value & mask);
        if (device is FirstSerial or FirstSerial + 1)
        {
            UpdateSerial(device - FirstSerial, isRestore: false);
        }
    }

    private void UpdateSerial(int port, bool isRestore)
    {
        Span<byte> device = Device(FirstSerial + port);
        int address = (device[BaseHigh] << 8) | device[BaseLow];
        bool enabled = device[Activate] != 0 && address >= 0x100;
        IMapping mapping = _mappings[port];
        ulong target = enabled ? (ulong)address : mapping.Address;
        if (mapping.Address != target || mapping.Enabled != enabled)
        {
            mapping.Move(target, enabled);
        }

        int interrupt = enabled ? device[InterruptSelect] & 0x0F : 0;
        if (isRestore)
        {
            _lines[port].Restored(interrupt);
        }
        else
        {
            _lines[port].Route(interrupt);
        }
    }
}
