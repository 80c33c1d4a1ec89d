using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>The cable: up to two devices, their shared interrupt and DMA request wires, and which one is selected.</summary>
/// <remarks>Source: ATA/ATAPI-5 (T13 1321D), chapters 5 and 9: with only device 0, reads of device 1 give zero; without any, the pulled-down D7 gives 0x7F.</remarks>
internal sealed class IdeChannel : IStateful
{
    private const byte ExecuteDiagnostic = 0x90;
    private const byte SoftwareReset = 0x04;
    private readonly IIdeDevice?[] _devices = new IIdeDevice?[2];
    private readonly bool[] _interrupt = new bool[2];
    private readonly bool[] _dmaRequest = new bool[2];
    private int _selected;

    /// <summary>The interrupt wire changed.</summary>
    [Derived("wired when the controller is made")]
    public Action<bool>? InterruptChanged { get; set; }

    /// <summary>The DMA request wire changed.</summary>
    [Derived("wired when the controller is made")]
    public Action<bool>? DmaRequestChanged { get; set; }

    /// <summary>The device that asserts its DMA request, or null.</summary>
    public IIdeDevice? DmaDevice => _dmaRequest[0] ? _devices[0] : _dmaRequest[1] ? _devices[1] : null;

    /// <summary>Puts a device on the cable.</summary>
    public void Attach(IIdeDevice device, IdeUnit unit)
    {
        int index = unit.IsSlave ? 1 : 0;
        _devices[index] = device;
        device.AttachIde(new Port(this, index), unit);
    }

    /// <summary>Selects device 0 and releases the wires.</summary>
    public void Reset()
    {
        _selected = 0;
        for (int i = 0; i < 2; i++)
        {
            SetInterrupt(i, level: false);
            SetDmaRequest(i, level: false);
        }
    }

    /// <summary>Reads a register of the selected device.</summary>
    public byte ReadRegister(IdeRegister register)
    {
        if (_devices[_selected] is { } device)
        {
            return device.ReadRegister(register);
        }

        return _devices[1 - _selected] is null ? (byte)0x7F : (byte)0;
    }

    /// <summary>Writes a register: both devices see it.</summary>
    public void WriteRegister(IdeRegister register, byte value)
    {
        if (register == IdeRegister.Device)
        {
            _selected = (value >> 4) & 1;
        }

        _devices[0]?.WriteRegister(register, value);
        _devices[1]?.WriteRegister(register, value);
        if ((register == IdeRegister.Status && value == ExecuteDiagnostic) || (register == IdeRegister.AlternateStatus && (value & SoftwareReset) != 0))
        {
            // Both leave device 0 selected (ATA-5, 9.1 and 9.2).
            _selected = 0;
        }
    }

    /// <summary>Reads the selected device's data register.</summary>
    public ushort ReadData() => _devices[_selected]?.ReadData() ?? (ushort)(_devices[1 - _selected] is null ? 0xFF7F : 0);

    /// <summary>Writes the selected device's data register.</summary>
    public void WriteData(ushort value) => _devices[_selected]?.WriteData(value);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("selected", ref _selected);
        state.Field("interrupt-0", ref _interrupt[0]);
        state.Field("interrupt-1", ref _interrupt[1]);
        state.Field("dma-request-0", ref _dmaRequest[0]);
        state.Field("dma-request-1", ref _dmaRequest[1]);
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        if (_selected is < 0 or > 1)
        {
            throw new StateException($"Field 'selected' of the IDE channel is {_selected} and must be 0 or 1; the snapshot is damaged.");
        }
    }

    private void SetInterrupt(int index, bool level)
    {
        bool before = _interrupt[0] || _interrupt[1];
        _interrupt[index] = level;
        bool after = _interrupt[0] || _interrupt[1];
        if (before != after)
        {
            InterruptChanged?.Invoke(after);
        }
    }

    private void SetDmaRequest(int index, bool level)
    {
        bool before = _dmaRequest[0] || _dmaRequest[1];
        _dmaRequest[index] = level;
        bool after = _dmaRequest[0] || _dmaRequest[1];
        if (before != after)
        {
            DmaRequestChanged?.Invoke(after);
        }
    }

    private sealed class Port(IdeChannel channel, int index) : IIdePort
    {
        public IInterruptLine Interrupt { get; } = new Line(level => channel.SetInterrupt(index, level));

        public IInterruptLine DmaRequest { get; } = new Line(level => channel.SetDmaRequest(index, level));
    }

    private sealed class Line(Action<bool> set) : IInterruptLine
    {
        public void SetLevel(bool level) => set(level);
    }
}
