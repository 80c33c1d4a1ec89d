namespace Xemu.Kernel.Hle;

/// <summary>Rtl: exceptions, contexts, call stacks, critical sections.</summary>
internal static class RtlExceptionExports
{
    private const uint MostFrames = 64;

    public static void Register(ExportTable exports)
    {
        exports.Serve("RtlRaiseException", static call => call.Kernel.Exceptions.RaiseRecord(call, call[0]));
        exports.Serve("RtlRaiseStatus", static call => call.Kernel.Exceptions.RaiseStatus(call, call[0]));
        exports.Serve("RtlUnwind", static call => call.Kernel.Unwinding.Begin(call));
        exports.Serve("RtlCaptureStackBackTrace", static call => WalkStack(call, call[2], call[1], call[0], call[3]));
        exports.Serve("RtlWalkFrameChain", static call => WalkStack(call, call[0], call[1], 0, 0));
        exports.Serve("RtlGetCallersAddress", CallersAddress);
        exports.Serve("RtlInitializeCriticalSection", InitializeCriticalSection);
    }

    /// <summary>
    /// Return addresses: the call's own, and then those along EBP, for as long as frames rise within the stack. Source: xbox_kernel_test_suite, src/tests/rtl/suite/call_trace.c;
    /// whether the console leaves the outermost one out is unverified.
    /// </summary>
    private static uint WalkStack(KernelCall call, uint array, uint count, uint skip, uint hashPlace)
    {
        uint frame = call.Memory.Read32(call.Frame + TrapFrame.Ebp);
        uint address = call.ReturnAddress;
        uint found = 0;
        uint hash = 0;
        for (uint i = 0, below = 0; i < MostFrames && found < count; i++)
        {
            if (i >= skip)
            {
                call.Memory.Write32(array + (4 * found++), address);
                hash += address;
            }

            if (frame <= below || !call.Kernel.Exceptions.IsOnStack(frame))
            {
                break;
            }

            address = call.Memory.Read32(frame + 4);
            (below, frame) = (frame, call.Memory.Read32(frame));
        }

        call.WriteOptional(hashPlace, hash);
        return found;
    }

    /// <summary>(CallersAddress, CallersCaller).</summary>
    private static uint CallersAddress(KernelCall call)
    {
        uint frame = call.Memory.Read32(call.Frame + TrapFrame.Ebp);
        bool valid = call.Kernel.Exceptions.IsOnStack(frame);
        uint outer = valid ? call.Memory.Read32(frame) : 0;
        call.Memory.Write32(call[0], valid ? call.Memory.Read32(frame + 4) : 0);
        call.Memory.Write32(call[1], valid && call.Kernel.Exceptions.IsOnStack(outer) ? call.Memory.Read32(outer + 4) : 0);
        return 0;
    }

    private static uint InitializeCriticalSection(KernelCall call)
    {
        uint section = call[0];
        call.Kernel.Dispatcher.Initialize(section, DispatcherType.SynchronizationEvent, 0x10, 0);
        call.Memory.Write32(section + 0x10, uint.MaxValue);
        call.Memory.Write32(section + 0x14, 0);
        call.Memory.Write32(section + 0x18, 0);
        return 0;
    }
}
