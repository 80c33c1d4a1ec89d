namespace Xemu.Kernel.Hle;

/// <summary>Ke: threads, waits, APCs.</summary>
internal static class KeThreadExports
{
    private const byte UserMode = 1;

    public static void Register(ExportTable exports)
    {
        exports.Serve("KeWaitForSingleObject", WaitForSingle);
        exports.Serve("KeWaitForMultipleObjects", WaitForMultiple);
        exports.Serve("KeDelayExecutionThread", static call => call.Kernel.Waits.Many(
            call, [], WaitBlock.WaitAny, call.Byte(1) != 0, call.Byte(0) == UserMode, call[2], WaitReason.DelayExecution));
        exports.Serve("KeAlertThread", static call => call.Kernel.Threads.Alert(call[0], call.Byte(1) == UserMode) ? 1U : 0);
        exports.Serve("KeAlertResumeThread", AlertResume);
        exports.Serve("KeTestAlertThread", TestAlert);
        exports.Serve("KeBoostPriorityThread", BoostPriority);
        exports.Serve("KeSetPriorityThread", static call => (uint)call.Kernel.Threads.SetPriority(call[0], (int)call[1]));
        exports.Serve("KeSetPriorityProcess", static call => (uint)call.Kernel.Threads.SetProcessPriority(call[0], (sbyte)call.Byte(1)));
        exports.Serve("KeSetBasePriorityThread", static call => (uint)call.Kernel.Threads.SetBasePriority(call[0], (int)call[1]));
        exports.Serve("KeQueryBasePriorityThread", static call => (uint)call.Kernel.Threads.QueryBasePriority(call[0]));
        exports.Serve("KeSetDisableBoostThread", static call => SwapByte(call, call[0] + Kthread.DisableBoost, call.Byte(1)));
        exports.Serve("KeSuspendThread", Suspend);
        exports.Serve("KeResumeThread", static call => call.Kernel.Threads.Resume(call[0]));
        exports.Serve("KeInitializeApc", InitializeApc);
        exports.Serve("KeInsertQueueApc", static call => call.Kernel.Apcs.Insert(call[0], call[1], call[2], (int)call[3]) ? 1U : 0);
        exports.Serve("KeLeaveCriticalRegion", LeaveRegion);
    }

    private static uint WaitForSingle(KernelCall call) => call.Kernel.Waits.One(
        call, call[0], call.Byte(3) != 0, call.Byte(2) == UserMode, call[4], (WaitReason)call[1]);

    private static uint WaitForMultiple(KernelCall call)
    {
        uint count = call[0];
        if (count is 0 or > 64)
        {
            return NtStatus.InvalidParameter1;
        }

        Span<uint> objects = stackalloc uint[(int)count];
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = call.Memory.Read32(call[1] + (4 * (uint)i));
        }

        ushort type = call[2] == 0 ? WaitBlock.WaitAll : WaitBlock.WaitAny;
        return call.Kernel.Waits.Many(call, objects, type, call.Byte(5) != 0, call.Byte(4) == UserMode, call[6], (WaitReason)call[3]);
    }

    private static uint AlertResume(KernelCall call)
    {
        _ = call.Kernel.Threads.Alert(call[0], userMode: false);
        return call.Kernel.Threads.Resume(call[0]);
    }

    private static uint TestAlert(KernelCall call)
    {
        uint thread = call.Kernel.Threads.Current;
        uint place = thread + Kthread.Alerted + (call.Byte(0) == UserMode ? 1U : 0);
        bool alerted = call.Memory.Read8(place) != 0;
        call.Memory.Write8(place, 0);
        if (!alerted && call.Byte(0) == UserMode && call.Kernel.Apcs.HasUserApc(thread))
        {
            call.Memory.Write8(thread + Kthread.UserApcPending, 1);
            call.Kernel.NotePending();
        }

        return alerted ? 1U : 0;
    }

    private static uint BoostPriority(KernelCall call)
    {
        (uint thread, int increment) = (call[0], (int)call[1]);
        int wanted = Math.Min((sbyte)call.Memory.Read8(thread + Kthread.BasePriority) + increment, 15);
        if (call.Kernel.Threads.PriorityOf(thread) < Math.Min(wanted, 16))
        {
            _ = call.Kernel.Threads.SetPriority(thread, wanted);
        }

        return 0;
    }

    private static uint Suspend(KernelCall call)
    {
        uint status = call.Kernel.Threads.Suspend(call[0], out uint before);
        return status == NtStatus.Success ? before : call.Kernel.Exceptions.RaiseStatus(call, status);
    }

    private static uint InitializeApc(KernelCall call)
    {
        call.Kernel.Apcs.Initialize(call[0], call[1], call[2], call[3], call[4], call.Byte(5), call[6]);
        return 0;
    }

    private static uint LeaveRegion(KernelCall call)
    {
        uint thread = call.Kernel.Threads.Current;
        uint disable = call.Memory.Read32(thread + Kthread.KernelApcDisable) + 1;
        call.Memory.Write32(thread + Kthread.KernelApcDisable, disable);
        if (disable == 0)
        {
            call.Kernel.NotePending();
        }

        return 0;
    }

    private static uint SwapByte(KernelCall call, uint address, byte value)
    {
        uint before = call.Memory.Read8(address);
        call.Memory.Write8(address, value);
        return before;
    }
}
