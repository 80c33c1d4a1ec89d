namespace Xemu.Kernel.Hle;

/// <summary>Ke: interrupts, deferred calls, times, levels, bugchecks.</summary>
internal static class KeExports
{
    private const ulong CounterFrequency = 733_333_333;

    public static void Register(ExportTable exports)
    {
        exports.Serve("KeBugCheck", static call => call.Kernel.BugCheck(call[0]));
        exports.Serve("KeBugCheckEx", static call => call.Kernel.BugCheck(call[0], call[1], call[2], call[3], call[4]));
        exports.Serve("KeConnectInterrupt", static call => call.Kernel.Interrupts.Connect(call[0]) ? 1U : 0);
        exports.Serve("KeDisconnectInterrupt", static call => call.Kernel.Interrupts.Disconnect(call[0]) ? 1U : 0);
        exports.Serve("KeInitializeInterrupt", InitializeInterrupt);
        exports.Serve("KeInitializeDpc", InitializeDpc);
        exports.Serve("KeInsertQueueDpc", static call => call.Kernel.Dpcs.Insert(call[0], call[1], call[2]) ? 1U : 0);
        exports.Serve("KeRemoveQueueDpc", static call => call.Kernel.Dpcs.Remove(call[0]) ? 1U : 0);
        exports.Serve("KeIsExecutingDpc", static call => call.Kernel.Dpcs.IsActive ? 1U : 0);
        exports.Serve("KeQueryInterruptTime", static call => call.ReturnQuad(call.Kernel.Clock.InterruptTime));
        exports.Serve("KeQueryPerformanceFrequency", static call => call.ReturnQuad(CounterFrequency));
        exports.Serve("KeQuerySystemTime", QuerySystemTime);
        exports.Serve("KfLowerIrql", static _ => 0);
        exports.Serve("KiUnlockDispatcherDatabase", LowerAndDispatch);
        exports.Serve("HalRequestSoftwareInterrupt", RequestSoftwareInterrupt);
        exports.Serve("HalClearSoftwareInterrupt", ClearSoftwareInterrupt);
    }

    private static uint InitializeInterrupt(KernelCall call)
    {
        uint interrupt = call[0];
        call.Memory.Write32(interrupt + Kinterrupt.ServiceRoutine, call[1]);
        call.Memory.Write32(interrupt + Kinterrupt.ServiceContext, call[2]);
        call.Memory.Write32(interrupt + Kinterrupt.BusInterruptLevel, call[3] - KernelLayout.InterruptVector);
        call.Memory.Write32(interrupt + Kinterrupt.Irql, call.Byte(4));
        call.Memory.Write8(interrupt + Kinterrupt.Connected, 0);
        call.Memory.Write8(interrupt + Kinterrupt.ShareVector, call.Byte(6));
        call.Memory.Write8(interrupt + Kinterrupt.Mode, call.Byte(5));
        call.Memory.Write32(interrupt + Kinterrupt.ServiceCount, 0);
        return 0;
    }

    private static uint InitializeDpc(KernelCall call)
    {
        call.Kernel.Dpcs.Initialize(call[0], call[1], call[2]);
        return 0;
    }

    private static uint QuerySystemTime(KernelCall call)
    {
        call.Memory.Write64(call[0], call.Kernel.Clock.SystemTime);
        return 0;
    }

    private static uint LowerAndDispatch(KernelCall call)
    {
        call.Kernel.Irql = call.Byte(0);
        return 0;
    }

    /// <summary>
    /// Level 1 asks for APCs, 2 for deferred calls: both are looked at when the level falls the next time, and not when this call returns, at whatever level it was made.
    /// Source: xbox_kernel_test_suite, src/tests/ke/suite/dpc.c.
    /// </summary>
    private static uint RequestSoftwareInterrupt(KernelCall call)
    {
        if (call.Byte(0) == Irql.Dispatch)
        {
            call.Kernel.Dpcs.Request();
        }

        call.Kernel.NotePending();
        return call.ReturnBeforeWork();
    }

    private static uint ClearSoftwareInterrupt(KernelCall call)
    {
        if (call.Byte(0) == Irql.Dispatch)
        {
            call.Kernel.Dpcs.Unrequest();
        }

        return 0;
    }
}
