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
    private const uint ContextBytes = 0x238;
    private const uint ContextEdi = 0x208;
    private const uint ContextEip = 0x224;
    private const uint ContextCs = 0x228;
    private const uint ContextFlags = 0x22C;
    private const uint ContextEsp = 0x230;
    private const int CarryFlag = 1;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // The region is left with the last hold alone.
        ["section-and-region"] = new(SectionAndRegion, [2, 2, 1, 0]),

        // EDI, ESI, EBX, EDX, ECX, EAX, then EIP and ESP against what they are behind the call, code segment, carry; and the flags' word, untouched.
        ["capture-context"] = new(CaptureContext, [0xD1, 0x51, 0xB1, 0xD2, 0xC1, 0xA1, 0, 0, 8, 1, 0xCCCC_CCCC]),

        // The return address of the call itself comes first, then those along EBP.
        ["walk-frames"] = new(WalkFrames, [2, 0, 0, 1, 0, 1, 0]),

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
        GuestRoutine behind = t.Routine("behind");
        (uint context, uint stack) = (t.Data.Variable(ContextBytes), t.Data.Variable());
        t.C.mov(At(context), 0xCCCC_CCCC);
        t.C.mov(At(stack), esp);
        t.C.mov(edi, 0xD1);
        t.C.mov(esi, 0x51);
        t.C.mov(ebx, 0xB1);
        t.C.mov(edx, 0xD2);
        t.C.mov(ecx, 0xC1);
        t.C.mov(eax, 0xA1);
        t.C.stc();
        t.Call("RtlCaptureContext", context);
        behind.Begin();
        for (uint i = 0; i < 6; i++)
        {
            t.Report(At(context + ContextEdi + (4 * i)));
        }

        t.C.mov(eax, At(context + ContextEip));
        t.C.sub(eax, At(behind.Cell));
        t.Report(eax);
        t.C.mov(eax, At(context + ContextEsp));
        t.C.sub(eax, At(stack));
        t.Report(eax);
        t.Report(At(context + ContextCs));
        t.C.mov(eax, At(context + ContextFlags));
        t.C.and(eax, CarryFlag);
        t.Report(eax);
        t.Report(At(context));
        t.Program.End();
    }

    private static void WalkFrames(ProgramText t)
    {
        (GuestRoutine inner, GuestRoutine behindInner, GuestRoutine behindWalk) = (t.Routine("inner"), t.Routine("behind-inner"), t.Routine("behind-walk"));
        (uint frames, uint hash) = (t.Data.Variable(16), t.Data.Variable());
        t.C.xor(ebp, ebp);
        t.Program.Call(inner);
        behindInner.Begin();
        t.Program.End();
        t.Callback(inner, 0, () =>
        {
            t.Call("RtlWalkFrameChain", frames, 4, 0);
            behindWalk.Begin();
            t.Report(eax);
            ReportDifference(t, frames, behindWalk);
            ReportDifference(t, frames + 4, behindInner);
            t.ReportCall("RtlCaptureStackBackTrace", 1, 4, frames, hash);
            ReportDifference(t, frames, behindInner);
            t.ReportCall("RtlCaptureStackBackTrace", 0, 1, frames + 8, 0);
            t.C.mov(eax, At(hash));
            t.C.sub(eax, At(frames));
            t.Report(eax);
        });
    }

    private static void ReportDifference(ProgramText t, uint place, GuestRoutine routine)
    {
        t.C.mov(eax, At(place));
        t.C.sub(eax, At(routine.Cell));
        t.Report(eax);
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
