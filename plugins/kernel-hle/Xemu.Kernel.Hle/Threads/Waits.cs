namespace Xemu.Kernel.Hle;

/// <summary>Begins and ends the waits of threads. A wait is state in guest memory alone: wait blocks below the thread's trap frame, the object's list, the thread's timer.</summary>
/// <remarks>
/// A call that waits leaves its trap frame with the export's code in it, and in the error word what the wait is like. When the thread runs again, the trap exit turns the frame into the return
/// of that call, with KTHREAD.WaitStatus as the result. A kernel APC ends a wait only for as long as it runs: then the thread waits again, with the time-out that it had.
/// </remarks>
internal sealed class Waits(Kernel kernel)
{
    private const int MostObjects = 64;

    /// <summary>The error word of a call's frame: number of wait blocks, and flags.</summary>
    private const uint CountMask = 0x7F;
    private const uint AlertableFlag = 0x100;
    private const uint UserModeFlag = 0x200;
    private const uint DueFlag = 0x400;
    private const int ReasonShift = 16;

    /// <summary>Where a call's frame keeps the due time: in EDX and ECX, which no call that waits has arguments in. The thread's timer may serve an APC that waits meanwhile.</summary>
    private const uint DuePlace = TrapFrame.Edx;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Waits for one object.</summary>
    public uint One(KernelCall call, uint obj, bool alertable, bool userMode, uint timeout, WaitReason reason, ushort flags = 0) =>
        Many(call, [obj], [flags], WaitBlock.WaitAny, alertable, userMode, timeout, reason);

    /// <summary>Waits for objects that the caller keeps.</summary>
    public uint Many(KernelCall call, ReadOnlySpan<uint> objects, ushort type, bool alertable, bool userMode, uint timeout, WaitReason reason) =>
        Many(call, objects, default, type, alertable, userMode, timeout, reason);

    /// <summary>Waits for objects.</summary>
    /// <param name="call">The call that waits.</param>
    /// <param name="objects">The objects; none for a plain delay.</param>
    /// <param name="flags">For each object <see cref="WaitBlock.ByHandle"/> and <see cref="WaitBlock.File"/>, or nothing at all.</param>
    /// <param name="type"><see cref="WaitBlock.WaitAny"/> or <see cref="WaitBlock.WaitAll"/>.</param>
    /// <param name="alertable">Whether alerts end it.</param>
    /// <param name="userMode">Whether user APCs end it, if it is alertable.</param>
    /// <param name="timeout">Address of the time-out, or 0 for none.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The status, if the call is over.</returns>
    public uint Many(KernelCall call, ReadOnlySpan<uint> objects, ReadOnlySpan<ushort> flags, ushort type, bool alertable, bool userMode, uint timeout, WaitReason reason)
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

        ulong? due = timeout == 0 ? null : kernel.Timers.DueOf((long)Memory.Read64(timeout));
        if (!IsForEntry(objects, reason) && TryTake(thread, objects, type) is { } status)
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

        uint info = (uint)objects.Length | (alertable ? AlertableFlag : 0) | (userMode ? UserModeFlag : 0) | (due is null ? 0 : DueFlag) | ((uint)reason << ReasonShift);
        WriteBlocks(call.Frame, thread, objects, flags, type);
        Memory.Write32(call.Frame + TrapFrame.Error, info);
        Memory.Write64(call.Frame + DuePlace, due ?? 0);
        Begin(call.Frame, thread, info, due ?? 0);
        return call.Suspend();
    }

    /// <summary>Whether a thread waits.</summary>
    public bool IsWaiting(uint thread) => Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Waiting;

    /// <summary>Ends the wait of a thread and makes it ready.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="status">What its call gives.</param>
    /// <param name="boost">Priority boost.</param>
    public void End(uint thread, uint status, int boost)
    {
        if (!IsWaiting(thread))
        {
            return;
        }

        uint block = Memory.Read32(thread + Kthread.WaitBlockList);
        Memory.Write32(thread + Kthread.WaitBlockList, 0);
        for (int i = 0; block != 0 && i < MostObjects; i++)
        {
            kernel.Lists.Remove(block);
            if (status != NtStatus.KernelApc)
            {
                Release(block);
            }

            block = Memory.Read32(block + WaitBlock.Next);
        }

        _ = kernel.Timers.Cancel(thread + Kthread.Timer);
        Memory.Write32(thread + Kthread.WaitStatus, status);
        KernelQueues.NoteRuns(kernel, thread);
        kernel.Threads.Ready(thread, boost);
    }

    /// <summary>Where the stack is free below a frame: below the wait blocks, if a wait goes on there.</summary>
    public uint StackBelow(uint frame) => IsCall(frame) ? frame - (WaitBlock.Bytes * CountOf(frame)) : frame;

    /// <summary>Whether a frame is that of a call that waits.</summary>
    public bool IsCall(uint frame) => Memory.Read32(frame + TrapFrame.Code) >= TrapCode.Export;

    /// <summary>Goes on with a wait that a kernel APC has interrupted.</summary>
    /// <param name="frame">The call's frame.</param>
    /// <returns>The status if the wait is over, Restart if the call is to be made again, or null if the thread waits again.</returns>
    public uint? Again(uint frame)
    {
        uint thread = kernel.Threads.Current;
        uint info = Memory.Read32(frame + TrapFrame.Error);
        ulong due = Memory.Read64(frame + DuePlace);
        Span<uint> objects = stackalloc uint[MostObjects];
        objects = objects[..(int)CountOf(frame)];
        ushort type = ReadBlocks(frame, objects);
        bool isAlertable = (info & AlertableFlag) != 0;
        bool isForEntry = IsForEntry(objects, (WaitReason)(info >> ReasonShift));
        uint? status = (isForEntry ? KernelQueues.CanTake(kernel, objects[0]) ? NtStatus.Restart : null : TryTake(thread, objects, type))
            ?? (isAlertable ? Interrupting(thread, (info & UserModeFlag) != 0) : null)
            ?? ((info & DueFlag) != 0 && due <= kernel.Timers.Now ? objects.IsEmpty ? NtStatus.Success : NtStatus.Timeout : null);
        if (status is null)
        {
            Begin(frame, thread, info, due);
            return null;
        }

        for (uint i = 0; i < objects.Length; i++)
        {
            Release(BlockAt(frame, i));
        }

        return status;
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

    /// <summary>Whether a wait is for an entry of a queue, of which not every thread may have one.</summary>
    private bool IsForEntry(ReadOnlySpan<uint> objects, WaitReason reason) =>
        reason == WaitReason.WrQueue && objects.Length == 1 && kernel.Dispatcher.TypeOf(objects[0]) == DispatcherType.Queue;

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

    private void WriteBlocks(uint frame, uint thread, ReadOnlySpan<uint> objects, ReadOnlySpan<ushort> flags, ushort type)
    {
        for (int i = 0; i < objects.Length; i++)
        {
            uint block = frame - (WaitBlock.Bytes * (uint)(objects.Length - i));
            ushort own = flags.IsEmpty ? (ushort)0 : flags[i];
            Memory.Write32(block + WaitBlock.Thread, thread);
            Memory.Write32(block + WaitBlock.Object, objects[i]);
            Memory.Write32(block + WaitBlock.Next, i + 1 < objects.Length ? block + WaitBlock.Bytes : 0);
            Memory.Write16(block + WaitBlock.Key, (ushort)i);
            Memory.Write16(block + WaitBlock.Type, (ushort)(type | own));
            if ((own & WaitBlock.ByHandle) != 0)
            {
                kernel.Objects.Reference(OwnerOf(objects[i], own));
            }
        }
    }

    private ushort ReadBlocks(uint frame, Span<uint> objects)
    {
        ushort type = WaitBlock.WaitAny;
        for (int i = 0; i < objects.Length; i++)
        {
            uint block = BlockAt(frame, (uint)i);
            objects[i] = Memory.Read32(block + WaitBlock.Object);
            type = (ushort)(Memory.Read16(block + WaitBlock.Type) & WaitBlock.TypeMask);
        }

        return type;
    }

    /// <summary>Puts the wait blocks below a frame into their objects' lists, and takes the thread off the processor.</summary>
    private void Begin(uint frame, uint thread, uint info, ulong due)
    {
        KernelQueues.NoteWaits(kernel, thread);
        uint count = CountOf(frame);
        Memory.Write32(thread + Kthread.WaitBlockList, count == 0 ? 0 : BlockAt(frame, 0));
        for (uint i = 0; i < count; i++)
        {
            uint block = BlockAt(frame, i);
            kernel.Lists.InsertTail(Memory.Read32(block + WaitBlock.Object) + DispatcherHeader.WaitList, block);
        }

        Memory.Write8(thread + Kthread.Alertable, (byte)((info & AlertableFlag) != 0 ? 1 : 0));
        Memory.Write8(thread + Kthread.WaitMode, (byte)((info & UserModeFlag) != 0 ? 1 : 0));
        Memory.Write8(thread + Kthread.WaitReason, (byte)(info >> ReasonShift));
        Memory.Write8(thread + Kthread.WaitIrql, kernel.Irql);
        Memory.Write32(thread + Kthread.WaitTime, kernel.Clock.TickCount);
        if ((info & DueFlag) != 0)
        {
            kernel.Timers.StartWait(thread, due);
        }

        kernel.Threads.Leave(thread, frame, ThreadState.Waiting);
    }

    private void Release(uint block)
    {
        ushort type = Memory.Read16(block + WaitBlock.Type);
        if ((type & WaitBlock.ByHandle) != 0)
        {
            kernel.Objects.Dereference(OwnerOf(Memory.Read32(block + WaitBlock.Object), type));
        }
    }

    private uint CountOf(uint frame) => Math.Min(Memory.Read32(frame + TrapFrame.Error) & CountMask, MostObjects);

    private uint BlockAt(uint frame, uint index) => frame - (WaitBlock.Bytes * (CountOf(frame) - index));

    private static uint OwnerOf(uint obj, ushort flags) => (flags & WaitBlock.File) != 0 ? obj - FileObject.Event : obj;
}
