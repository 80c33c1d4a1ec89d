using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Threads: priorities, quanta, yielding, suspending, critical sections.</summary>
internal static class ThreadPrograms
{
    private const uint ExitStatus = 0x120;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // A higher thread runs as soon as it can, a lower one when the first one waits.
        ["priorities"] = new(Priorities, [1, 20, 2, 3, 10, 4]),

        // Two busy threads of one priority take turns of a quantum: 60 units, 3 a tick of a millisecond.
        ["round-robin"] = new(RoundRobin, [0, 20, 20, 20, 20, 20]),
        ["yield"] = new(Yield, [0x4000_0024, 1, 2, 1, 2, 1, 2]),
        ["suspend"] = new(Suspend, [1, 2, 1, 5, 0x77, 0xC000_004B]),
        ["critical-section"] = new(CriticalSection, [60, 0, 1, 1]),

        // As recorded on a console: only the last leave leaves the region as well, so one entry too many is left.
        ["section-and-region"] = new(SectionAndRegion, [0xFFFF_FFFE, 0xFFFF_FFFE, 0xFFFF_FFFF, 0]),
    };

    private static void Priorities(ProgramText t)
    {
        (GuestRoutine low, GuestRoutine high) = (t.Routine("low"), t.Routine("high"));
        uint lowHandle = t.Thread(low, 0, suspended: true);
        uint highHandle = t.Thread(high, 0, suspended: true);
        t.SetPriority(lowHandle, 7);
        t.SetPriority(highHandle, 9);
        t.Report(1);
        t.Call("NtResumeThread", At(highHandle), 0);
        t.Report(2);
        t.Call("NtResumeThread", At(lowHandle), 0);
        t.Report(3);
        t.Wait(lowHandle);
        t.Report(4);
        t.Program.End();
        t.ThreadBody(low, () => t.Report(10));
        t.ThreadBody(high, () => t.Report(20));
    }

    private static void RoundRobin(ProgramText t)
    {
        const int LastedTicks = 110;
        GuestRoutine worker = t.Routine("worker");
        (uint last, uint lastTick, uint end) = (t.Data.Variable(), t.Data.Variable(), t.Data.Variable());
        t.Delay(1);
        t.LoadTicks(eax);
        t.C.mov(At(lastTick), eax);
        t.C.add(eax, LastedTicks);
        t.C.mov(At(end), eax);
        (uint first, uint second) = (t.Thread(worker, 1), t.Thread(worker, 2));
        t.Wait(first);
        t.Wait(second);
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            (Label again, Label done) = (t.C.CreateLabel(), t.C.CreateLabel());
            t.C.Mark(ref again);
            t.C.sti();
            t.C.nop();
            t.C.cli();
            t.LoadTicks(eax);
            t.C.cmp(eax, At(end));
            t.C.jae(done);
            t.C.cmp(At(last), ebx);
            t.C.je(again);
            t.C.mov(At(last), ebx);
            t.C.mov(ecx, eax);
            t.C.sub(ecx, At(lastTick));
            t.C.mov(At(lastTick), eax);
            t.Report(ecx);
            t.C.jmp(again);
            t.C.Mark(ref done);
            t.C.sti();
        });
    }

    private static void Yield(ProgramText t)
    {
        GuestRoutine worker = t.Routine("worker");
        t.ReportCall("NtYieldExecution");
        (uint first, uint second) = (t.Thread(worker, 1), t.Thread(worker, 2));
        t.Wait(first);
        t.Wait(second);
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            for (int i = 0; i < 3; i++)
            {
                t.Report(ebx);
                t.Call("NtYieldExecution");
            }
        });
    }

    private static void Suspend(ProgramText t)
    {
        GuestRoutine worker = t.Routine("worker");
        uint count = t.Data.Variable();
        uint handle = t.Thread(worker, 0, suspended: true);
        t.Call("NtSuspendThread", At(handle), count);
        t.Report(At(count));
        for (int i = 0; i < 2; i++)
        {
            t.Delay(2);
            t.Call("NtResumeThread", At(handle), count);
            t.Report(At(count));
        }

        t.Wait(handle);
        t.LoadObject(handle);
        t.Report(__dword_ptr[eax + ExitStatus]);
        t.ReportCall("NtSuspendThread", At(handle), 0);
        t.Program.End();
        t.ThreadBody(worker, () => t.Report(5), status: 0x77);
    }

    /// <summary>Three threads add one twenty times, each giving way between reading and writing; then a section that is owned twice.</summary>
    private static void CriticalSection(ProgramText t)
    {
        GuestRoutine worker = t.Routine("worker");
        GuestRoutine intruder = t.Routine("intruder");
        (uint section, uint sum) = (t.Data.Variable(0x1C), t.Data.Variable());
        t.Call("RtlInitializeCriticalSection", section);
        uint[] handles = [.. Enumerable.Range(1, 3).Select(i => t.Thread(worker, i))];
        foreach (uint handle in handles)
        {
            t.Wait(handle);
        }

        t.Report(At(sum));
        t.Call("RtlEnterCriticalSection", section);
        t.Call("RtlEnterCriticalSection", section);
        t.Wait(t.Thread(intruder, 0));
        t.Call("RtlLeaveCriticalSection", section);
        t.ReportCall("RtlTryEnterCriticalSection", section);
        t.Call("RtlLeaveCriticalSection", section);
        t.Call("RtlLeaveCriticalSection", section);
        t.Wait(t.Thread(intruder, 0));
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            Label again = t.C.CreateLabel();
            t.C.mov(esi, 20);
            t.C.Mark(ref again);
            t.Call("RtlEnterCriticalSection", section);
            t.C.mov(edi, At(sum));
            t.Call("NtYieldExecution");
            t.C.inc(edi);
            t.C.mov(At(sum), edi);
            t.Call("RtlLeaveCriticalSection", section);
            t.C.dec(esi);
            t.C.jnz(again);
        });
        t.ThreadBody(intruder, () => t.ReportCall("RtlTryEnterCriticalSection", section));
    }

    private static void SectionAndRegion(ProgramText t)
    {
        const int ApcDisable = 0x68;
        uint section = t.Data.Variable(0x1C);
        void ReportDisabled()
        {
            t.Call("KeGetCurrentThread");
            t.Report(__dword_ptr[eax + ApcDisable]);
        }

        t.Call("RtlInitializeCriticalSection", section);
        t.Call("RtlEnterCriticalSectionAndRegion", section);
        t.Call("RtlEnterCriticalSectionAndRegion", section);
        ReportDisabled();
        t.Call("RtlLeaveCriticalSectionAndRegion", section);
        ReportDisabled();
        t.Call("RtlLeaveCriticalSectionAndRegion", section);
        ReportDisabled();
        t.Call("KeLeaveCriticalRegion");
        ReportDisabled();
        t.Program.End();
    }
}
