using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Behaviour that xbox_kernel_test_suite has recorded on consoles.</summary>
internal static class RecordedPrograms
{
    private const int KernelApcDisable = 0x68;
    private const int DpcRoutineActive = 0x58;
    private const uint DpcBytes = 0x1C;
    private const uint SectionBytes = 0x1C;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // The region is left with the last hold alone.
        ["section-and-region"] = new(SectionAndRegion, [2, 2, 1, 0]),

        // Registers; of the flags carry, zero and direction; segments, and what stays as it was; ESP and EIP, which are those behind the call.
        ["capture-context"] = new(CaptureContext, [11, 12, 13, 14, 15, 16, 17, 0x441, 0x401, 0xAAAA_0008, 0xAAAA_0010, 0xAAAA_AAAA, 4, 0]),

        // The call's own return address and the caller's, not that of the outermost frame; then the same without the first, and its sum; then no more than one.
        ["stack-walk"] = new(StackWalk, [2, 0, 0, 1, 0, 0, 1]),

        // A DPC that is queued while others are said to run waits for a level that falls, and can be taken back.
        ["dpc-held"] = new(HeldDpc, [1, 0, 0, 1, 0, 1, 0, 0, 0x61, 9]),
    };

    private static void SectionAndRegion(ProgramText t)
    {
        uint section = t.Data.Variable(SectionBytes);
        t.Call("RtlInitializeCriticalSection", section);
        ReportRegions(t, () => t.Call("RtlEnterCriticalSectionAndRegion", section), () => t.Call("RtlEnterCriticalSectionAndRegion", section));
        ReportRegions(t, () => t.Call("RtlLeaveCriticalSectionAndRegion", section));
        ReportRegions(t, () => t.Call("RtlLeaveCriticalSectionAndRegion", section));
        ReportRegions(t, () => t.Call("KeLeaveCriticalRegion"));
        t.Program.End();
    }

    /// <summary>Reports how often the thread has entered critical regions.</summary>
    private static void ReportRegions(ProgramText t, params ReadOnlySpan<Action> calls)
    {
        foreach (Action call in calls)
        {
            call();
        }

        t.Call("KeGetCurrentThread");
        t.C.mov(eax, __dword_ptr[eax + KernelApcDisable]);
        t.C.neg(eax);
        t.Report(eax);
    }

    private static void CaptureContext(ProgramText t)
    {
        const int Bytes = 0x238;
        const uint Untouched = 0xAAAA_AAAA;
        const int Conditions = 0x441;
        (uint context, uint stack) = (t.Data.Variable(Bytes), t.Data.Variable());
        int[] registers = [0x21C, ExceptionPrograms.ContextEbx, ExceptionPrograms.ContextEcx, 0x214, 0x20C, 0x208, 0x220];
        const int Flags = 0x22C;
        void Capture(GuestRoutine behind, Action setFlags)
        {
            t.Call("RtlFillMemoryUlong", context, Bytes, Untouched);
            t.C.push(unchecked((int)context));
            t.C.mov(At(stack), esp);
            t.C.mov(ebp, 17);
            t.C.mov(edi, 16);
            t.C.mov(esi, 15);
            t.C.mov(edx, 14);
            t.C.mov(ecx, 13);
            t.C.mov(ebx, 12);
            t.C.mov(eax, 11);
            setFlags();
            t.C.call(__dword_ptr[t.Program.Import("RtlCaptureContext")]);
            behind.Begin();
            t.C.cld();
        }

        void ReportFlags()
        {
            t.C.mov(eax, At(context + Flags));
            t.C.and(eax, Conditions);
            t.Report(eax);
        }

        Capture(t.Routine("behind-first"), () =>
        {
            t.C.cmp(eax, eax);
            t.C.stc();
            t.C.std();
        });
        foreach (int register in registers)
        {
            t.Report(At(context + (uint)register));
        }

        ReportFlags();
        GuestRoutine last = t.Routine("behind-last");
        Capture(last, () =>
        {
            t.C.cmp(eax, ebx);
            t.C.std();
        });
        ReportFlags();
        t.Report(At(context + 0x228));
        t.Report(At(context + 0x234));
        t.Report(At(context));
        t.C.mov(eax, At(context + 0x230));
        t.C.sub(eax, At(stack));
        t.Report(eax);
        t.C.mov(eax, At(context + ExceptionPrograms.ContextEip));
        t.C.sub(eax, At(last.Cell));
        t.Report(eax);
        t.Program.End();
    }

    private static void StackWalk(ProgramText t)
    {
        const int Most = 8;
        (GuestRoutine outer, GuestRoutine inner) = (t.Routine("outer"), t.Routine("inner"));
        (uint addresses, uint hash) = (t.Data.Variable(4 * Most), t.Data.Variable());

        // 0 for an address within the first bytes of a routine.
        void ReportPlace(uint place, GuestRoutine routine)
        {
            t.C.mov(eax, At(place));
            t.C.sub(eax, At(routine.Cell));
            t.C.shr(eax, 6);
            t.Report(eax);
        }

        t.C.xor(ebp, ebp);
        t.Program.Call(outer);
        t.Program.End();
        t.Callback(outer, 0, () => t.Program.Call(inner));
        t.Callback(inner, 0, () =>
        {
            t.ReportCall("RtlWalkFrameChain", addresses, Most, 0);
            ReportPlace(addresses, inner);
            ReportPlace(addresses + 4, outer);
            t.ReportCall("RtlCaptureStackBackTrace", 1, Most, addresses, hash);
            ReportPlace(addresses, outer);
            t.C.mov(eax, At(hash));
            t.C.sub(eax, At(addresses));
            t.Report(eax);
            t.ReportCall("RtlCaptureStackBackTrace", 0, 1, addresses, 0);
        });
    }

    private static void HeldDpc(ProgramText t)
    {
        GuestRoutine deferred = t.Routine("deferred");
        uint dpc = t.Data.Variable(DpcBytes);
        t.Call("KeInitializeDpc", dpc, deferred, 0x61);
        t.C.mov(__dword_ptr.fs[DpcRoutineActive], 1);
        t.ReportCall("KeInsertQueueDpc", dpc, 0, 0);
        t.ReportCall("KeInsertQueueDpc", dpc, 0, 0);
        t.Delay(3);
        t.Report(eax);
        t.ReportCall("KeRemoveQueueDpc", dpc);
        t.ReportCall("KeRemoveQueueDpc", dpc);
        t.ReportCall("KeInsertQueueDpc", dpc, 0, 0);
        t.C.mov(__dword_ptr.fs[DpcRoutineActive], 0);
        t.Call("HalRequestSoftwareInterrupt", 2);
        t.Report(0);
        t.Call("KfRaiseIrql", 2);
        t.Call("HalRequestSoftwareInterrupt", 2);
        t.Report(0);
        t.Call("KfLowerIrql", 0);
        t.Report(9);
        t.Program.End();
        t.Callback(deferred, 4, () => t.Report(Argument(1)));
    }
}
