namespace Xemu.Kernel.Hle;

/// <summary>Nt: waits, threads, timers, completion ports.</summary>
internal static class NtWaitExports
{
    private const byte UserMode = 1;
    private const uint CompletionPacketBytes = 24;
    private const uint CompletionTag = 0x506F_4349;

    public static void Register(ExportTable exports)
    {
        exports.Serve("NtWaitForSingleObject", static call => WaitSingle(call, call[0], call.Byte(1) != 0, userMode: false, call[2]));
        exports.Serve("NtWaitForSingleObjectEx", static call => WaitSingle(call, call[0], call.Byte(2) != 0, call.Byte(1) == UserMode, call[3]));
        exports.Serve("NtWaitForMultipleObjectsEx", WaitMultiple);
        exports.Serve("NtSignalAndWaitForSingleObjectEx", SignalAndWait);
        exports.Serve("NtYieldExecution", static call => call.Kernel.Threads.Yield(call, NtStatus.NoYieldPerformed));
        exports.Serve("NtSuspendThread", Suspend);
        exports.Serve("NtResumeThread", Resume);
        exports.Serve("NtQueueApcThread", QueueApc);
        exports.Serve("NtCreateTimer", CreateTimer);
        exports.Serve("NtSetTimerEx", SetTimer);
        exports.Serve("NtCancelTimer", CancelTimer);
        exports.Serve("NtQueryTimer", QueryTimer);
        exports.Serve("NtSetSystemTime", SetSystemTime);
        exports.Serve("NtCreateIoCompletion", CreateCompletion);
        exports.Serve("NtSetIoCompletion", SetCompletion);
        exports.Serve("NtRemoveIoCompletion", RemoveCompletion);
        exports.Serve("NtQueryIoCompletion", QueryCompletion);
    }

    private static uint WaitSingle(KernelCall call, uint handle, bool alertable, bool userMode, uint timeout)
    {
        uint status = Waitable(call, handle, out uint obj, out ushort flags);
        return status == NtStatus.Success ? call.Kernel.Waits.One(call, obj, alertable, userMode, timeout, WaitReason.UserRequest, flags) : status;
    }

    private static uint WaitMultiple(KernelCall call)
    {
        uint count = call[0];
        if (count is 0 or > 64)
        {
            return NtStatus.InvalidParameter1;
        }

        Span<uint> objects = stackalloc uint[(int)count];
        Span<ushort> flags = stackalloc ushort[(int)count];
        for (int i = 0; i < objects.Length; i++)
        {
            uint status = Waitable(call, call.Memory.Read32(call[1] + (4 * (uint)i)), out objects[i], out flags[i]);
            if (status != NtStatus.Success)
            {
                return status;
            }

            if (call[2] == 0 && objects[..i].Contains(objects[i]))
            {
                return NtStatus.InvalidParameterMix;
            }
        }

        return call.Kernel.Waits.Many(
            call, objects, flags, call[2] == 0 ? WaitBlock.WaitAll : WaitBlock.WaitAny, call.Byte(4) != 0, call.Byte(3) == UserMode, call[5], WaitReason.UserRequest);
    }

    /// <summary>
    /// What a handle's object is waited for: itself, an event in it (files), or the event that is always signaled (directories, devices, links). A program's own type may say so as well;
    /// its object is kept meanwhile only if it begins with what is waited for.
    /// </summary>
    private static uint Waitable(KernelCall call, uint handle, out uint obj, out ushort flags)
    {
        flags = WaitBlock.ByHandle;
        uint status = call.Kernel.Objects.Find(handle, ObjectKind.None, out obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint waited = ObjectTypes.WaitedFor(call.Memory, obj);
        flags = call.Kernel.Objects.KindOf(obj) == ObjectKind.File ? (ushort)(flags | WaitBlock.File) : waited == obj ? flags : (ushort)0;
        obj = waited;
        return NtStatus.Success;
    }

    /// <summary>(SignalHandle, WaitHandle, WaitMode, Alertable, Timeout).</summary>
    private static uint SignalAndWait(KernelCall call)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.None, out uint signal);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = Waitable(call, call[1], out uint obj, out ushort flags);
        if (status != NtStatus.Success)
        {
            return status;
        }

        switch (call.Kernel.Objects.KindOf(signal))
        {
            case ObjectKind.Event:
                _ = call.Kernel.Dispatcher.SetEvent(signal, 1);
                break;
            case ObjectKind.Mutant:
                status = call.Kernel.Dispatcher.ReleaseMutant(signal, call.Kernel.Threads.Current, abandoned: false, 1, out _);
                break;
            case ObjectKind.Semaphore:
                status = call.Kernel.Dispatcher.TryReleaseSemaphore(signal, 1, 1, out _) ? NtStatus.Success : NtStatus.SemaphoreLimitExceeded;
                break;
            default:
                return NtStatus.ObjectTypeMismatch;
        }

        return status == NtStatus.Success
            ? call.Kernel.Waits.One(call, obj, call.Byte(3) != 0, call.Byte(2) == UserMode, call[4], WaitReason.UserRequest, flags)
            : status;
    }

    private static uint Suspend(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Thread, out uint thread);
        if (status == NtStatus.Success)
        {
            status = call.Kernel.Threads.Suspend(thread, out uint before);
            call.WriteOptional(call[1], before);
        }

        return status;
    }

    private static uint Resume(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Thread, out uint thread);
        if (status == NtStatus.Success)
        {
            uint before = call.Kernel.Threads.Resume(thread);
            call.WriteOptional(call[1], before);
        }

        return status;
    }

    /// <summary>(ThreadHandle, ApcRoutine, Context, Argument1, Argument2): a user APC whose kernel routine frees it.</summary>
    private static uint QueueApc(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Thread, out uint thread);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint apc = call.Kernel.Pool.AllocateZeroed(Apcs.Bytes, CompletionTag);
        if (apc == 0)
        {
            return NtStatus.NoMemory;
        }

        call.Kernel.Apcs.Initialize(apc, thread, call.Kernel.Code.FreeApcRoutine, 0, call[1], UserMode, call[2]);
        if (!call.Kernel.Apcs.Insert(apc, call[3], call[4], 0))
        {
            _ = call.Kernel.Pool.Free(apc);
            return NtStatus.Unsuccessful;
        }

        return NtStatus.Success;
    }

    /// <summary>(Handle, ObjectAttributes, Type).</summary>
    private static uint CreateTimer(KernelCall call)
    {
        if (call[2] > 1)
        {
            return NtStatus.InvalidParameter;
        }

        call.Memory.Probe(call[0], 4, isWrite: true);
        uint obj = call.Kernel.Objects.CreateBody(ObjectKind.Timer, TimerObject.Bytes);
        if (obj != 0)
        {
            call.Kernel.Dispatcher.Initialize(obj, call[2] == 0 ? DispatcherType.NotificationTimer : DispatcherType.SynchronizationTimer, 0x28, 0);
        }

        uint status = call.Kernel.Objects.Insert(obj, call[1], out uint handle);
        if (NtStatus.IsSuccess(status))
        {
            call.Memory.Write32(call[0], handle);
        }

        return status;
    }

    /// <summary>(Handle, DueTime, ApcRoutine, ApcMode, ApcContext, WakeTimer, Period, PreviousState).</summary>
    private static uint SetTimer(KernelCall call)
    {
        if ((int)call[6] < 0)
        {
            return NtStatus.InvalidParameter;
        }

        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Timer, out uint timer);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint before = (uint)call.Kernel.Dispatcher.SignalOf(timer);
        long due = (long)call.Memory.Read64(call[1]);
        StopTimer(call.Kernel, timer);
        uint dpc = 0;
        if (call[2] != 0)
        {
            dpc = timer + TimerObject.Dpc;
            call.Kernel.Apcs.Initialize(timer + TimerObject.Apc, call.Kernel.Threads.Current, call.Kernel.Code.SuspendKernelRoutine, 0, call[2], call.Byte(3), call[4]);
            call.Kernel.Dpcs.Initialize(dpc, call.Kernel.Code.TimerDpcRoutine, timer + TimerObject.Apc);
        }

        _ = call.Kernel.Timers.Set(timer, due, call[6], dpc);
        call.WriteOptional(call[7], before);
        return NtStatus.Success;
    }

    private static uint CancelTimer(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Timer, out uint timer);
        if (status == NtStatus.Success)
        {
            bool ran = StopTimer(call.Kernel, timer);
            call.WriteOptional(call[1], ran ? 1U : 0);
        }

        return status;
    }

    /// <summary>Stops a timer, and takes back what it has queued already.</summary>
    /// <returns>Whether it ran.</returns>
    public static bool StopTimer(Kernel kernel, uint timer)
    {
        bool ran = kernel.Timers.Cancel(timer);
        _ = kernel.Dpcs.Remove(timer + TimerObject.Dpc);
        _ = kernel.Apcs.Remove(timer + TimerObject.Apc);
        return ran;
    }

    private static uint QueryTimer(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Timer, out uint timer);
        if (status == NtStatus.Success)
        {
            ulong due = call.Kernel.Timers.DueTime(timer) ?? call.Memory.Read64(timer + DispatcherHeader.TimerDueTime);
            call.Memory.Write64(call[1], due - call.Kernel.Timers.Now);
            call.Memory.Write32(call[1] + 8, (uint)call.Kernel.Dispatcher.SignalOf(timer));
        }

        return status;
    }

    private static uint SetSystemTime(KernelCall call)
    {
        ulong before = call.Kernel.Clock.SystemTime;
        ulong time = call.Memory.Read64(call[0]);
        if (call[1] != 0)
        {
            call.Memory.Write64(call[1], before);
        }

        call.Kernel.Clock.SetSystemTime(time);
        return NtStatus.Success;
    }

    /// <summary>(Handle, DesiredAccess, ObjectAttributes, Count).</summary>
    private static uint CreateCompletion(KernelCall call)
    {
        call.Memory.Probe(call[0], 4, isWrite: true);
        uint obj = call.Kernel.Objects.CreateBody(ObjectKind.IoCompletion, 0x28);
        if (obj != 0)
        {
            _ = KernelQueues.Initialize(call.Kernel, obj, call[3]);
        }

        uint status = call.Kernel.Objects.Insert(obj, call[2], out uint handle);
        if (NtStatus.IsSuccess(status))
        {
            call.Memory.Write32(call[0], handle);
        }

        return status;
    }

    /// <summary>(Handle, KeyContext, ApcContext, Status, Information).</summary>
    private static uint SetCompletion(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.IoCompletion, out uint queue);
        return status == NtStatus.Success ? PostCompletion(call.Kernel, queue, call[1], call[2], call[3], call[4]) : status;
    }

    /// <summary>Queues a packet: list entry, key, APC context, status, information.</summary>
    public static uint PostCompletion(Kernel kernel, uint queue, uint key, uint apcContext, uint status, uint information)
    {
        uint packet = kernel.Pool.AllocateZeroed(CompletionPacketBytes, CompletionTag);
        if (packet == 0)
        {
            return NtStatus.InsufficientResources;
        }

        kernel.Memory.Write32(packet + 8, key);
        kernel.Memory.Write32(packet + 12, apcContext);
        kernel.Memory.Write32(packet + 16, status);
        kernel.Memory.Write32(packet + 20, information);
        _ = KernelQueues.Insert(kernel, queue, packet, first: false);
        return NtStatus.Success;
    }

    /// <summary>Frees the packets of a port that is deleted.</summary>
    public static void FreePackets(Kernel kernel, uint queue)
    {
        // No more than fit into memory: the program may have made a ring of them.
        uint head = queue + DispatcherHeader.QueueEntryList;
        for (uint most = kernel.Ram.SizeBytes / CompletionPacketBytes; most > 0 && kernel.Lists.RemoveHead(head) is not 0 and var packet; most--)
        {
            _ = kernel.Pool.Free(packet);
        }

        kernel.Lists.Initialize(queue + DispatcherHeader.QueueEntryList);
        _ = KernelQueues.Rundown(kernel, queue);
    }

    /// <summary>(Handle, KeyContext, ApcContext, IoStatusBlock, Timeout). A thread that waits polls again when it is woken: the packet stays in the queue until it is taken.</summary>
    private static uint RemoveCompletion(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.IoCompletion, out uint queue);
        if (status != NtStatus.Success)
        {
            return status;
        }

        call.Memory.Probe(call[1], 4, isWrite: true);
        call.Memory.Probe(call[2], 4, isWrite: true);
        call.Memory.Probe(call[3], 8, isWrite: true);
        uint packet = KernelQueues.TryTake(call.Kernel, queue);
        if (packet == 0)
        {
            return call.Kernel.Waits.One(call, queue, alertable: false, userMode: false, call[4], WaitReason.WrQueue);
        }

        call.Memory.Write32(call[1], call.Memory.Read32(packet + 8));
        call.Memory.Write32(call[2], call.Memory.Read32(packet + 12));
        call.Memory.Write32(call[3], call.Memory.Read32(packet + 16));
        call.Memory.Write32(call[3] + 4, call.Memory.Read32(packet + 20));
        _ = call.Kernel.Pool.Free(packet);
        return NtStatus.Success;
    }

    private static uint QueryCompletion(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.IoCompletion, out uint queue);
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[1], (uint)call.Kernel.Dispatcher.SignalOf(queue));
        }

        return status;
    }
}
