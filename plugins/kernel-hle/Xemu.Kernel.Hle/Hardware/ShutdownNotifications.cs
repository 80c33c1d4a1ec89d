using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Routines of the program that are told of the machine's end.</summary>
internal sealed class ShutdownNotifications(Kernel kernel) : IStateful
{
    /// <summary>HAL_SHUTDOWN_REGISTRATION as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint Routine = 0;
    private const uint Priority = 4;
    private const uint Most = 64;

    private readonly uint[] _shutdown = new uint[Most];
    private uint _count;
    private uint _firmware;
    private bool _pending;

    /// <summary>Whether the machine is about to restart or stop.</summary>
    public bool IsPending => _pending;

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        _count = 0;
        _firmware = 0;
        _pending = false;
        Array.Clear(_shutdown);
    }

    /// <summary>Adds or removes a registration; those of higher priority are told first.</summary>
    public void Register(uint registration, bool adds)
    {
        int index = Array.IndexOf(_shutdown, registration, 0, (int)_count);
        if (!adds && index >= 0)
        {
            _shutdown.AsSpan(index + 1).CopyTo(_shutdown.AsSpan(index));
            _count--;
            return;
        }

        if (!adds || index >= 0 || _count == Most)
        {
            return;
        }

        int priority = (int)kernel.Memory.Read32(registration + Priority);
        int place = 0;
        while (place < _count && (int)kernel.Memory.Read32(_shutdown[place] + Priority) >= priority)
        {
            place++;
        }

        _shutdown.AsSpan(place, (int)_count - place).CopyTo(_shutdown.AsSpan(place + 1));
        _shutdown[place] = registration;
        _count++;
    }

    /// <summary>Begins the end of the program: each routine is told, then the machine does what it is to do.</summary>
    /// <param name="call">The call.</param>
    /// <param name="firmware">FIRMWARE_REENTRY.</param>
    public uint Begin(KernelCall call, uint firmware)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        _pending = true;
        _firmware = firmware;
        kernel.Traps.ResumeAt(Next(call.Frame, 0));
        return call.Suspend();
    }

    /// <summary>A routine has returned.</summary>
    public uint Continue(CallbackRecord record) => Next(record.Frame, record.A + 1);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Words("shutdown", _shutdown);
        state.Field("count", ref _count);
        state.Field("firmware", ref _firmware);
        state.Field("pending", ref _pending);
        _count = Math.Min(_count, Most);
    }

    private uint Next(uint frame, uint index)
    {
        if (index < _count)
        {
            uint registration = _shutdown[index];
            return kernel.Callbacks.Build(frame, new CallbackRecord(CallbackKind.Shutdown, frame, index), kernel.Memory.Read32(registration + Routine), [registration]);
        }

        kernel.Io.Flush();
        kernel.Launch.Leave(_firmware);
        return kernel.Callbacks.BuildFrame(frame, kernel.Code.Halt);
    }
}
