using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Routines that are told of each thread that begins or ends, on the thread that begins it or that ends: PsSetCreateThreadNotifyRoutine.</summary>
internal sealed class ThreadNotifications(Kernel kernel) : IStateful
{
    private const int Most = 16;

    private readonly uint[] _routines = new uint[Most];
    private uint _count;

    /// <summary>Whether there are any.</summary>
    public bool HasAny => _count != 0;

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        Array.Clear(_routines);
        _count = 0;
    }

    /// <summary>Adds a routine.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(uint routine)
    {
        if (_count == Most)
        {
            return false;
        }

        _routines[_count++] = routine;
        return true;
    }

    /// <summary>Tells of a new thread, on behalf of a call that is over.</summary>
    /// <param name="frame">The frame that goes on behind the call.</param>
    /// <param name="thread">The new thread.</param>
    /// <returns>The frame that goes on first.</returns>
    public uint Begun(uint frame, uint thread) => Next(new CallbackRecord(CallbackKind.ThreadNotify, frame, A: 0, B: thread, C: 1), frame);

    /// <summary>Tells of the running thread's end, which follows.</summary>
    /// <param name="frame">The frame of the call that ends it.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="status">Its exit status.</param>
    public uint Ending(uint frame, uint thread, uint status) => Next(new CallbackRecord(CallbackKind.ThreadNotify, frame, A: 0, B: thread, C: 0, D: status), frame);

    /// <summary>A routine has returned.</summary>
    public uint Continue(CallbackRecord record) => Next(record with { A = record.A + 1 }, record.Frame);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Words("routines", _routines);
        state.Field("count", ref _count);
        _count = Math.Min(_count, Most);
    }

    private uint Next(CallbackRecord record, uint stack)
    {
        if (record.A < _count)
        {
            uint id = kernel.Memory.Read32(record.B + Kthread.UniqueThread);
            return kernel.Callbacks.Build(stack, record, _routines[record.A], [record.B, id, record.C]);
        }

        if (record.C == 0)
        {
            return kernel.Threads.Finish(record.Frame, record.D);
        }

        return record.Frame;
    }
}
