using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The two interrupt controllers of a PC, cascaded on input 2, with their edge/level control registers.</summary>
internal sealed class Pic : IComponent, IStateful, IInterruptController, IInterruptAcknowledge
{
    private const int CascadeInput = 2;

    // Timer, cascade; clock, coprocessor: always edges (Intel 82371AB, ELCR1/2). Input 1 is a USB interrupt on this console and can be a level: unverified.
    private const byte MasterLevelMask = 0xFA;
    private const byte SlaveLevelMask = 0xDE;

    private readonly string _id;
    private readonly ICpu _cpu;
    private readonly Pic8259 _master = new(isMaster: true, MasterLevelMask);
    private readonly Pic8259 _slave = new(isMaster: false, SlaveLevelMask);
    private readonly ushort _initialLevelTriggered;
    [Derived("levels are described as 'drivers'; the list is fixed once wired")]
    private readonly List<PicLine> _lines = [];

    [Derived("counted anew from the drivers")]
    private readonly int[] _asserted = new int[16];

    private bool _intr;

    public Pic(PicOptions options, IComponentContext context)
    {
        _id = context.Id;
        _cpu = options.Cpu;
        foreach (int number in options.LevelTriggered)
        {
            if (number is < 0 or > 15)
            {
                throw new ComponentException($"Interrupt {number} in 'level-triggered' of '{_id}' does not exist; use 0 to 15.");
            }

            _initialLevelTriggered |= (ushort)(1 << number);
        }

        context.Ports.MapIo("pic-master", 0x20, 2, new ByteIo(o => ReadChip(_master, o), (o, v) => WriteChip(_master, o, v)));
        context.Ports.MapIo("pic-slave", 0xA0, 2, new ByteIo(o => ReadChip(_slave, o), (o, v) => WriteChip(_slave, o, v)));
        context.Ports.MapIo("pic-elcr", 0x4D0, 2, new ByteIo(o => (o == 0 ? _master : _slave).LevelTriggered, WriteElcr));
    }

    public int LineCount => 16;

    public IInterruptLine CreateLine(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, LineCount);
        if (number == CascadeInput)
        {
            throw new ComponentException($"Interrupt 2 of '{_id}' joins its two controllers and is no input; use another number.");
        }

        var line = new PicLine(this, number);
        _lines.Add(line);
        return line;
    }

    public void Wire() => _cpu.ConnectInterruptController(this);

    public void Reset(ResetKind kind)
    {
        _master.Reset((byte)_initialLevelTriggered);
        _slave.Reset((byte)(_initialLevelTriggered >> 8));
        Update();
    }

    public byte Acknowledge()
    {
        int input = _master.Acknowledge();
        int vector = _master.VectorBase + (input == Pic8259.None ? 7 : input);
        if (input == CascadeInput)
        {
            int second = _slave.Acknowledge();
            vector = _slave.VectorBase + (second == Pic8259.None ? 7 : second);

            // INT of the slave falls in the acknowledge cycle; if it rises again for another input, that is a new edge.
            _master.SetLine(CascadeInput, false);
        }

        Update();
        return (byte)vector;
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Part("master", _master);
        state.Part("slave", _slave);
        state.Field("intr", ref _intr);
        byte[] drivers = [.. _lines.Select(static l => l.Level ? (byte)1 : (byte)0)];
        state.Bytes("drivers", drivers);
        if (state.IsLoading)
        {
            for (int i = 0; i < drivers.Length; i++)
            {
                _lines[i].Level = drivers[i] != 0;
            }
        }
    }

    public void AfterRestore()
    {
        _master.AfterRestore();
        _slave.AfterRestore();
        Array.Clear(_asserted);
        foreach (PicLine line in _lines)
        {
            _asserted[line.Number] += line.Level ? 1 : 0;
        }
    }

    public void Dispose()
    {
    }

    internal void LineChanged(int number, bool level)
    {
        _asserted[number] += level ? 1 : -1;
        ChipOf(number).SetLine(number & 7, _asserted[number] > 0);
        Update();
    }

    internal void LinePulsed(int number)
    {
        ChipOf(number).Pulse(number & 7);
        Update();
    }

    private Pic8259 ChipOf(int number) => number < 8 ? _master : _slave;

    private byte ReadChip(Pic8259 chip, int offset)
    {
        byte value = chip.Read(offset);

        // A poll acknowledges.
        Update();
        return value;
    }

    private void WriteChip(Pic8259 chip, int offset, byte value)
    {
        chip.Write(offset, value);
        Update();
    }

    private void WriteElcr(int offset, byte value)
    {
        (offset == 0 ? _master : _slave).LevelTriggered = value;
        Update();
    }

    private void Update()
    {
        _master.SetLine(CascadeInput, _slave.Resolve() != Pic8259.None);
        bool intr = _master.Resolve() != Pic8259.None;
        if (intr != _intr)
        {
            _intr = intr;
            _cpu.Intr.SetLevel(intr);
        }
    }
}
