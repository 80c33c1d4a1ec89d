namespace Xemu.Kernel.Hle;

/// <summary>Ps: threads.</summary>
internal static class PsExports
{
    private const uint DefaultStackBytes = 0x3000;
    private const uint StatisticsBytes = 12;

    /// <summary>A thread's id and the handle that its maker gets.</summary>
    private const int HandlesOfThread = 2;

    public static void Register(ExportTable exports)
    {
        exports.Serve("PsCreateSystemThread", CreateThread);
        exports.Serve("PsCreateSystemThreadEx", CreateThreadEx);
        exports.Serve("PsTerminateSystemThread", static call => call.Kernel.Threads.Terminate(call, call[0]));
        exports.Serve("PsQueryStatistics", QueryStatistics);
        exports.Serve("PsSetCreateThreadNotifyRoutine", static call => call.Kernel.ThreadNotifications.TryAdd(call[0]) ? NtStatus.Success : NtStatus.InsufficientResources);
    }

    /// <summary>(ThreadHandle, ThreadId, StartRoutine, StartContext, DebuggerThread).</summary>
    private static uint CreateThread(KernelCall call) => Create(
        call, call[0], call[1], new ThreadRequest(0, DefaultStackBytes, 0, call[2], call[3], Suspended: false, SystemRoutine: 0));

    /// <summary>(ThreadHandle, ThreadExtensionSize, KernelStackSize, TlsDataSize, ThreadId, StartRoutine, StartContext, CreateSuspended, DebuggerThread, SystemRoutine).</summary>
    private static uint CreateThreadEx(KernelCall call) => Create(
        call, call[0], call[4], new ThreadRequest(call[1], call[2], call[3], call[5], call[6], call.Byte(7) != 0, call[9]));

    private static uint Create(KernelCall call, uint handlePlace, uint idPlace, ThreadRequest request)
    {
        Kernel kernel = call.Kernel;
        if (kernel.ThreadNotifications.HasAny && !call.CanWait)
        {
            return call.RestartWaitable();
        }

        call.Memory.Probe(handlePlace, 4, isWrite: true);
        call.Memory.Probe(idPlace, idPlace == 0 ? 0U : 4, isWrite: true);
        if (!kernel.Objects.Handles.HasRoom(HandlesOfThread))
        {
            return NtStatus.InsufficientResources;
        }

        uint status = kernel.ThreadMaker.Create(request, out uint thread);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint handle = kernel.Objects.Open(thread);
        kernel.Objects.Dereference(thread);
        call.Memory.Write32(handlePlace, handle);
        call.WriteOptional(idPlace, call.Memory.Read32(thread + Kthread.UniqueThread));
        if (!kernel.ThreadNotifications.HasAny)
        {
            return NtStatus.Success;
        }

        kernel.Traps.FinishCall(call.Frame, call.Row, NtStatus.Success, out uint frame);
        kernel.Traps.ResumeAt(kernel.ThreadNotifications.Begun(frame, thread));
        return call.Suspend();
    }

    private static uint QueryStatistics(KernelCall call)
    {
        if (call.Memory.Read32(call[0]) != StatisticsBytes)
        {
            return NtStatus.InvalidParameter;
        }

        call.Memory.Write32(call[0] + 4, call.Kernel.Threads.Count);
        call.Memory.Write32(call[0] + 8, (uint)call.Kernel.Objects.Handles.Count);
        return NtStatus.Success;
    }
}
