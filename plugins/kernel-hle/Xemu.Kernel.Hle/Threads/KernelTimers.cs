using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The timers that run, by due time. KTIMERs lie in guest memory; the order is here.</summary>
internal sealed class KernelTimers(Kernel kernel) : IStateful
{
    /// <summary>Most timers at once: more than a console has memory for is no program.</summary>
    private const int Most = 1 << 18;

    [Derived("saved as 'running'")]
    private readonly SortedSet<(ulong Due, ulong Order, uint Timer)> _running = [];

    [Derived("made of 'running'")]
    private readonly Dictionary<uint, (ulong Due, ulong Order)> _places = [];

    private ulong _order;

    /// <summary>The time that due times are compared with, in units of 100 ns since the start.</summary>
    public ulong Now => kernel.Clock.InterruptTime;

    /// <summary>Forgets all timers.</summary>
    public void Reset()
    {
        _running.Clear();
        _places.Clear();
        _order = 0;
    }

    /// <summary>Converts a time as programs give it: negative from now, else absolute since 1601. What is past is due now, and periods count from there.</summary>
    public ulong DueOf(long time)
    {
        if (time < 0)
        {
            return unchecked(kernel.Clock.PreciseTime + (ulong)-time);
        }

        ulong systemNow = kernel.Clock.SystemTime;
        return (ulong)time <= systemNow ? Now : Now + ((ulong)time - systemNow);
    }

    /// <summary>Sets a timer.</summary>
    /// <param name="timer">The KTIMER.</param>
    /// <param name="time">Due time as programs give it.</param>
    /// <param name="period">Milliseconds, or 0.</param>
    /// <param name="dpc">A KDPC, or 0.</param>
    /// <returns>Whether it ran before.</returns>
    public bool Set(uint timer, long time, uint period, uint dpc)
    {
        GuestMemory memory = kernel.Memory;
        bool ran = Cancel(timer);
        memory.Write32(timer + DispatcherHeader.SignalState, 0);
        memory.Write32(timer + DispatcherHeader.TimerDpc, dpc);
        memory.Write32(timer + DispatcherHeader.TimerPeriod, period);
        Insert(timer, DueOf(time), isAbsolute: time >= 0);
        if (_places.TryGetValue(timer, out (ulong Due, ulong Order) place) && place.Due <= Now)
        {
            Expire(timer);
        }

        return ran;
    }

    /// <summary>Stops a timer.</summary>
    /// <returns>Whether it ran.</returns>
    public bool Cancel(uint timer)
    {
        if (!_places.Remove(timer, out (ulong Due, ulong Order) place))
        {
            return false;
        }

        _running.Remove((place.Due, place.Order, timer));
        kernel.Memory.Write8(timer + DispatcherHeader.Inserted, 0);
        return true;
    }

    /// <summary>When a timer is due, or null when it does not run.</summary>
    public ulong? DueTime(uint timer) => _places.TryGetValue(timer, out (ulong Due, ulong Order) place) ? place.Due : null;

    /// <summary>Starts the time-out of a thread's wait.</summary>
    public void StartWait(uint thread, ulong due, bool isAbsolute) => Insert(thread + Kthread.Timer, due, isAbsolute);

    /// <summary>The system time was set: timers that were set to a time of day keep to it.</summary>
    /// <param name="change">By how much it is later now, as a two's complement.</param>
    public void SystemTimeChanged(long change)
    {
        GuestMemory memory = kernel.Memory;
        foreach ((ulong due, _, uint timer) in _running.ToArray())
        {
            if (memory.TryTranslate(timer, isWrite: true) is not null && memory.Read8(timer + DispatcherHeader.Absolute) != 0)
            {
                Insert(timer, (ulong)Int128.Max((Int128)due - change, 0), isAbsolute: true);
            }
        }

        RunExpired();
    }

    /// <summary>Stops the timers whose APCs go to a thread that ends.</summary>
    public void Rundown(uint thread)
    {
        GuestMemory memory = kernel.Memory;
        foreach (uint timer in _places.Keys.Where(t => TimerObject.IsOf(memory, t, thread)).ToArray())
        {
            _ = Cancel(timer);
        }
    }

    /// <summary>Expires what is due.</summary>
    public void RunExpired()
    {
        while (_running.Count > 0 && _running.Min.Due <= Now)
        {
            Expire(_running.Min.Timer);
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        ulong[] words = [.. _running.SelectMany(static r => new[] { r.Due, r.Order, (ulong)r.Timer })];
        byte[] bytes = MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        state.Blob("running", ref bytes, Most * 24);
        state.Field("order", ref _order);
        if (state.IsLoading)
        {
            Load(MemoryMarshal.Cast<byte, ulong>(bytes));
        }
    }

    private void Load(ReadOnlySpan<ulong> words)
    {
        _running.Clear();
        _places.Clear();
        for (int i = 0; i + 2 < words.Length; i += 3)
        {
            if (!_places.TryAdd((uint)words[i + 2], (words[i], words[i + 1])) || !_running.Add((words[i], words[i + 1], (uint)words[i + 2])))
            {
                throw new StateException($"Field 'running' holds timer 0x{words[i + 2]:X8} twice; the snapshot is damaged.");
            }
        }
    }

    private void Insert(uint timer, ulong due, bool isAbsolute)
    {
        _ = Cancel(timer);
        if (_running.Count >= Most)
        {
            throw new GuestFaultException(timer, isWrite: true);
        }

        kernel.Memory.Write64(timer + DispatcherHeader.TimerDueTime, due);
        kernel.Memory.Write8(timer + DispatcherHeader.Absolute, isAbsolute ? (byte)1 : (byte)0);
        kernel.Memory.Write8(timer + DispatcherHeader.Inserted, 1);
        _running.Add((due, _order, timer));
        _places[timer] = (due, _order);
        _order++;
    }

    private void Expire(uint timer)
    {
        GuestMemory memory = kernel.Memory;
        (ulong due, ulong order) = _places[timer];
        _places.Remove(timer);
        _running.Remove((due, order, timer));
        if (memory.TryTranslate(timer, isWrite: true) is null)
        {
            return;
        }

        memory.Write8(timer + DispatcherHeader.Inserted, 0);
        if (kernel.Threads.WaitTimerOwner(timer) is { } thread)
        {
            kernel.Waits.End(thread, kernel.Threads.TimeoutStatus(thread), 0);
            return;
        }

        memory.Write32(timer + DispatcherHeader.SignalState, 1);
        kernel.Dispatcher.WakeWaiters(timer, 0);
        uint period = memory.Read32(timer + DispatcherHeader.TimerPeriod);
        if ((int)period > 0)
        {
            Insert(timer, Math.Max(due + ((ulong)period * KernelClock.TickUnits), Now + 1), isAbsolute: false);
        }

        uint dpc = memory.Read32(timer + DispatcherHeader.TimerDpc);
        if (dpc != 0)
        {
            kernel.Dpcs.Insert(dpc, (uint)kernel.Clock.SystemTime, (uint)(kernel.Clock.SystemTime >> 32));
        }
    }
}
