namespace Xemu.Kernel.Hle;

/// <summary>Begins and ends the waits of threads. A wait is state in guest memory alone: wait blocks below the thread's trap frame, the object's list, the thread's timer.</summary>
/// <remarks>
/// A call that waits leaves its trap frame with the export's code in it. When the thread runs again, the trap exit turns the frame into the return of that call, with KTHREAD.WaitStatus
/// as the result; after a kernel APC it makes the call again instead.
/// </remarks>
internal sealed class Waits(Kernel kernel)
{
    private const int MostObjects = 64;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Waits for one object.</summary>
    public uint One(KernelCall call, uint obj, bool alertable, bool userMode, uint timeout, WaitReason reason) =>
        Many(call, [obj], WaitBlock.WaitAny, alertable, userMode, timeout, reason);

    /// <summary>Waits for objects.</summary>
    /// <param name="call">The call that waits.</param>
    /// <param name="objects">The objects; none for a plain delay.</param>
    /// <param name="type"><see cref="WaitBlock.WaitAny"/> or <see cref="WaitBlock.WaitAll"/>.</param>
    /// <param name="alertable">Whether alerts end it.</param>
    /// <param name="userMode">Whether user APCs end it, if it is alertable.</param>
    /// <param name="timeout">Address of the time-out, or 0 for none.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The status, if the call is over.</returns>
    public uint Many(KernelCall call, ReadOnlySpan<uint> objects, ushort type, bool alertable, bool userMode, uint timeout, WaitReason reason)
    {
        uint thread = kernel.Threads.Current;
        if (objects.Length > MostObjects)
        {
            return NtStatus.InvalidParameter1;
        }

        foreach (uint obj in objects)
        {
            if (kernel.Dispatcher.IsExhausted(obj, thread))
            {
                return kernel.Exceptions.RaiseStatus(call, NtStatus.MutantLimitExceeded);
            }
        }

        ulong? due = timeout == 0 ? null : call.IsAgain ? call.DueAgain : kernel.Timers.DueOf((long)Memory.Read64(timeout));
        if (TryTake(thread, objects, type) is { } status)
        {
            return status;
        }

        if (alertable && Interrupting(thread, userMode) is { } interruption)
        {
            if (interruption == NtStatus.UserApc)
            {
                return call.CanWait ? kernel.Apcs.ReturnToUserApc(call) : call.RestartWaitable();
            }

            return interruption;
        }

        // A delay of no time still lets others of the priority run.
        if (due is { } time && time <= kernel.Timers.Now)
        {
            return objects.IsEmpty ? kernel.Threads.Yield(call, NtStatus.Success) : NtStatus.Timeout;
        }

        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        if (kernel.Irql >= Irql.Dispatch)
        {
            return kernel.BugCheck(BugCheckCode.IrqlNotLessOrEqual, kernel.Irql, call.ReturnAddress);
        }

        Begin(call.Frame, thread, objects, type, alertable, userMode, due, reason);
        return call.Suspend();
    }

    /// <summary>Ends the wait of a thread and makes it ready.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="status">What its call gives.</param>
    /// <param name="boost">Priority boost.</param>
    public void End(uint thread, uint status, int boost)
    {
        if (Memory.Read8(thread + Kthread.State) != (byte)ThreadState.Waiting)
        {
            return;
        }

        uint first = Memory.Read32(thread + Kthread.WaitBlockList);
        uint block = first;
        for (int i = 0; block != 0 && i <= MostObjects; i++)
        {
            kernel.Lists.Remove(block);
            block = Memory.Read32(block + WaitBlock.Next);
        }

        Memory.Write32(thread + Kthread.WaitBlockList, 0);
        kernel.Timers.Cancel(thread + Kthread.Timer);
        Memory.Write32(thread + Kthread.WaitStatus, status);
        kernel.Threads.Ready(thread, boost);
    }

    /// <summary>Takes all objects of a thread that waits for all of them, if they are all signaled.</summary>
    /// <returns>The status, or null.</returns>
    public uint? TryTakeAll(uint thread)
    {
        Span<uint> objects = stackalloc uint[MostObjects];
        int count = 0;
        for (uint block = Memory.Read32(thread + Kthread.WaitBlockList); block != 0 && count < MostObjects; block = Memory.Read32(block + WaitBlock.Next))
        {
            objects[count++] = Memory.Read32(block + WaitBlock.Object);
        }

        return TryTake(thread, objects[..count], WaitBlock.WaitAll);
    }

    private uint? TryTake(uint thread, ReadOnlySpan<uint> objects, ushort type)
    {
        if (type == WaitBlock.WaitAny)
        {
            for (int i = 0; i < objects.Length; i++)
            {
                if (kernel.Dispatcher.IsSignaled(objects[i], thread))
                {
                    return (uint)i + kernel.Dispatcher.Consume(objects[i], thread);
                }
            }

            return null;
        }

        foreach (uint obj in objects)
        {
            if (!kernel.Dispatcher.IsSignaled(obj, thread))
            {
                return null;
            }
        }

        uint status = NtStatus.Success;
        foreach (uint obj in objects)
        {
            status |= kernel.Dispatcher.Consume(obj, thread);
        }

        return status;
    }

    /// <summary>What keeps an alertable wait from beginning.</summary>
    private uint? Interrupting(uint thread, bool userMode)
    {
        uint alerted = thread + Kthread.Alerted + (userMode ? 1U : 0);
        if (Memory.Read8(alerted) != 0)
        {
            Memory.Write8(alerted, 0);
            return NtStatus.Alerted;
        }

        if (userMode && kernel.Apcs.HasUserApc(thread))
        {
            Memory.Write8(thread + Kthread.UserApcPending, 1);
            return NtStatus.UserApc;
        }

        if (userMode && Memory.Read8(thread + Kthread.Alerted) != 0)
        {
            Memory.Write8(thread + Kthread.Alerted, 0);
            return NtStatus.Alerted;
        }

        return null;
    }

    private void Begin(uint frame, uint thread, ReadOnlySpan<uint> objects, ushort type, bool alertable, bool userMode, ulong? due, WaitReason reason)
    {
        uint block = frame - (WaitBlock.Bytes * (uint)objects.Length);
        Memory.Write32(thread + Kthread.WaitBlockList, objects.IsEmpty ? 0 : block);
        for (int i = 0; i < objects.Length; i++, block += WaitBlock.Bytes)
        {
            Memory.Write32(block + WaitBlock.Thread, thread);
            Memory.Write32(block + WaitBlock.Object, objects[i]);
            Memory.Write32(block + WaitBlock.Next, i + 1 < objects.Length ? block + WaitBlock.Bytes : 0);
            Memory.Write16(block + WaitBlock.Key, (ushort)i);
            Memory.Write16(block + WaitBlock.Type, type);
            kernel.Lists.InsertTail(objects[i] + DispatcherHeader.WaitList, block);
        }

        Memory.Write8(thread + Kthread.Alertable, (byte)(alertable ? 1 : 0));
        Memory.Write8(thread + Kthread.WaitMode, (byte)(userMode ? 1 : 0));
        Memory.Write8(thread + Kthread.WaitReason, (byte)reason);
        Memory.Write8(thread + Kthread.WaitIrql, kernel.Irql);
        Memory.Write32(thread + Kthread.WaitTime, kernel.Clock.TickCount);
        if (due is { } time)
        {
            kernel.Timers.StartWait(thread, time);
        }

        kernel.Threads.Leave(thread, frame, ThreadState.Waiting);
    }
}
