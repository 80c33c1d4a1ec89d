using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx;

/// <summary>The 8254 interval timer with port 0x61.</summary>
/// <remarks>Source: Intel 8254 data sheet; port 0x61: Intel 82371AB, "NMI status and control".</remarks>
internal sealed class Pit : IComponent, IStateful
{
    /// <summary>Bit 4 of port 0x61 changes with each DRAM refresh request of a PC, every 15.085 µs.</summary>
    private const ulong RefreshPeriodNs = 15_085;

    /// <summary>A pulse, and the one after it: further ones look the same to the interrupt controller.</summary>
    private const int MostLateChanges = 4;

    private readonly IClock _clock;
    private readonly ulong _hertz;
    private readonly PitChannel[] _channels = [new(), new(), new()];
    private readonly IInterruptLine _interrupt;
    private readonly IGuestTimer _timer;
    private byte _port61;
    private ulong _dueTick;

    public Pit(PitOptions options, IComponentContext context)
    {
        _clock = context.Clock;
        _hertz = options.Clock.Hertz;
        _interrupt = options.Interrupts.CreateLine(0);
        _timer = context.Clock.CreateTimer($"{context.Id}/output-0", OnTimer);
        context.Ports.MapIo("pit", 0x40, 4, new ByteIo(Read, Write));
        context.Ports.MapIo("speaker", 0x61, 1, new ByteIo(_ => ReadPort61(), (_, v) => WritePort61(v)));
    }

    private ulong Now => TickMath.ToTicks(_clock.NowNs, _hertz);

    public void Reset(ResetKind kind)
    {
        _port61 = 0;
        for (int i = 0; i < 3; i++)
        {
            _channels[i].Reset(gate: i != 2);
        }

        UpdateInterrupt(Now);
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Part("channel-0", _channels[0]);
        state.Part("channel-1", _channels[1]);
        state.Part("channel-2", _channels[2]);
        state.Field("port-61", ref _port61);
        state.Field("due-tick", ref _dueTick);
        state.Timer("timer", _timer);
    }

    public void AfterRestore()
    {
        foreach (PitChannel channel in _channels)
        {
            channel.CheckRestored(Now);
        }
    }

    public void Dispose() => _timer.Dispose();

    private byte Read(int offset)
    {
        ulong now = Now;
        CatchUp(now);
        return offset < 3 ? _channels[offset].Read(now) : (byte)0xFF;
    }

    private void Write(int offset, byte value)
    {
        ulong now = Now;
        CatchUp(now);
        if (offset < 3)
        {
            _channels[offset].Write(value, now);
        }
        else if (value < 0xC0)
        {
            _channels[value >> 6].WriteControl(value, now);
        }
        else
        {
            ReadBack(value, now);
        }

        UpdateInterrupt(now);
    }

    private void ReadBack(byte value, ulong now)
    {
        for (int i = 0; i < 3; i++)
        {
            if ((value & (2 << i)) == 0)
            {
                continue;
            }

            if ((value & 0x20) == 0)
            {
                _channels[i].LatchCount(now);
            }

            if ((value & 0x10) == 0)
            {
                _channels[i].LatchStatus(now);
            }
        }
    }

    private byte ReadPort61()
    {
        int refresh = (_clock.NowNs / RefreshPeriodNs & 1) != 0 ? 0x10 : 0;
        int output = _channels[2].Output(Now) ? 0x20 : 0;
        return (byte)(_port61 | refresh | output);
    }

    private void WritePort61(byte value)
    {
        _port61 = (byte)(value & 0x0F);
        _channels[2].SetGate((value & 1) != 0, Now);
    }

    private void OnTimer()
    {
        ulong now = Now;
        CatchUp(now);
        UpdateInterrupt(now);
    }

    /// <summary>
    /// Makes each change that was due, however late it is, before anything else is done to the counters: the low pulse of modes 2 and 4 is one
    /// count long, and in mode 4 no other follows it.
    /// </summary>
    private void CatchUp(ulong now)
    {
        for (int i = 0; i < MostLateChanges && _dueTick <= now; i++)
        {
            _interrupt.SetLevel(_channels[0].Output(_dueTick));
            _dueTick = _channels[0].NextChange(_dueTick);
        }
    }

    /// <summary>Sets the output and the timer, for the same instant as what was done to the counters: time goes on between two looks at the clock.</summary>
    private void UpdateInterrupt(ulong now)
    {
        _interrupt.SetLevel(_channels[0].Output(now));
        _dueTick = _channels[0].NextChange(now);
        if (_dueTick == PitChannel.Never)
        {
            _timer.Cancel();
        }
        else
        {
            _timer.Arm(TickMath.ToNs(_dueTick, _hertz));
        }
    }
}
