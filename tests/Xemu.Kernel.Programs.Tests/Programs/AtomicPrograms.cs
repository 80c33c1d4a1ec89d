using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Changes that nothing interrupts: numbers and lists; floating-point state; routines at an interrupt's level; news of threads.</summary>
internal static class AtomicPrograms
{
    private const uint AllOnes = uint.MaxValue;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["interlocked"] = new(Numbers, [6, 5, 5, 9, 12, 20, 20, 20]),
        ["interlocked-64"] = new(LargeNumbers, [AllOnes, 1, 1, 5, 0, 6, 0, 6, 7, 8, 7, 8, 7, 8]),
        ["interlocked-lists"] = new(Lists, [0, 1, 1, 3, 1, 2, 0]),
        ["single-lists"] = new(SingleLists, [0, 1, 0x0002_0002, 2, 0x0002_0001, 1, 0x0003_0000, 0]),

        // A save leaves an empty unit; saves nest.
        ["floating-state"] = new(FloatingState, [0, 0, 0x4000_0000, 0, 0x3F80_0000, 0]),
        ["synchronized-routine"] = new(Synchronized, [0x1234, 21, 0x77, 0]),
        ["thread-notifications"] = new(Notifications, [0, 1, 1, 0, 1]),
    };

    private static void Numbers(ProgramText t)
    {
        uint number = t.Data.Variable();
        t.C.mov(At(number), 5);
        t.ReportCall("InterlockedIncrement", number);
        t.ReportCall("InterlockedDecrement", number);
        t.ReportCall("InterlockedExchange", number, 9);
        t.ReportCall("InterlockedExchangeAdd", number, 3);
        t.ReportCall("InterlockedCompareExchange", number, 20, 12);
        t.Report(At(number));
        t.ReportCall("InterlockedCompareExchange", number, 30, 12);
        t.Report(At(number));
        t.Program.End();
    }

    private static void LargeNumbers(ProgramText t)
    {
        (uint number, uint wanted, uint other) = (t.Data.Variable(8), t.Data.Variable(8), t.Data.Variable(8));
        t.C.mov(At(number), -1);
        t.C.mov(At(number + 4), 1);
        t.Call("ExInterlockedAddLargeInteger", number, 2, 3, 0);
        ReportResult(t);
        ReportBoth(t, number);
        t.Call("ExInterlockedAddLargeStatistic", number, -1);
        ReportBoth(t, number);
        t.C.mov(At(wanted), 7);
        t.C.mov(At(wanted + 4), 8);
        t.C.mov(At(other + 4), 6);
        t.Call("ExInterlockedCompareExchange64", number, wanted, other);
        ReportResult(t);
        ReportBoth(t, number);
        t.Call("ExInterlockedCompareExchange64", number, other, other);
        ReportResult(t);
        ReportBoth(t, number);
        t.Program.End();
    }

    private static void ReportBoth(ProgramText t, uint number)
    {
        t.Report(At(number));
        t.Report(At(number + 4));
    }

    private static void ReportResult(ProgramText t)
    {
        t.C.mov(ebx, edx);
        t.Report(eax);
        t.Report(ebx);
    }

    /// <summary>Entries are told by the number behind their links.</summary>
    private static void Lists(ProgramText t)
    {
        (uint head, uint[] entries) = (t.Data.Variable(8), Entries(t));
        t.C.mov(At(head), head);
        t.C.mov(At(head + 4), head);
        t.ReportCall("ExfInterlockedInsertTailList", head, entries[0]);
        t.Call("ExfInterlockedInsertTailList", head, entries[1]);
        ReportEntry(t);
        t.Call("ExfInterlockedInsertHeadList", head, entries[2]);
        ReportEntry(t);
        for (int i = 0; i < entries.Length; i++)
        {
            t.Call("ExfInterlockedRemoveHeadList", head);
            ReportEntry(t);
        }

        t.ReportCall("ExfInterlockedRemoveHeadList", head);
        t.Program.End();
    }

    private static void SingleLists(ProgramText t)
    {
        (uint head, uint[] entries) = (t.Data.Variable(8), Entries(t));
        t.ReportCall("InterlockedPushEntrySList", head, entries[0]);
        t.Call("InterlockedPushEntrySList", head, entries[1]);
        ReportEntry(t);
        t.Report(At(head + 4));
        t.Call("InterlockedPopEntrySList", head);
        ReportEntry(t);
        t.Report(At(head + 4));
        t.Call("InterlockedPushEntrySList", head, entries[2]);
        t.Call("InterlockedFlushSList", head);
        t.C.mov(eax, __dword_ptr[eax]);
        ReportEntry(t);
        t.Report(At(head + 4));
        t.ReportCall("InterlockedPopEntrySList", head);
        t.Program.End();
    }

    private static uint[] Entries(ProgramText t)
    {
        uint[] entries = [t.Data.Variable(12), t.Data.Variable(12), t.Data.Variable(12)];
        for (int i = 0; i < entries.Length; i++)
        {
            t.C.mov(At(entries[i] + 8), i + 1);
        }

        return entries;
    }

    private static void ReportEntry(ProgramText t) => t.Report(__dword_ptr[eax + 8]);

    private static void FloatingState(ProgramText t)
    {
        (uint first, uint second, uint value) = (t.Data.Variable(32), t.Data.Variable(32), t.Data.Variable());
        t.C.fld1();
        t.ReportCall("KeSaveFloatingPointState", first);
        t.C.fld1();
        t.C.fadd(st0, st0);
        t.ReportCall("KeSaveFloatingPointState", second);
        t.Call("KeRestoreFloatingPointState", second);
        t.C.fstp(At(value));
        t.Report(At(value));
        t.ReportCall("KeRestoreFloatingPointState", first);
        t.C.fstp(At(value));
        t.Report(At(value));
        t.Call("KeGetCurrentIrql");
        t.Report(eax);
        t.Program.End();
    }

    private static void Synchronized(ProgramText t)
    {
        const int Line = 5;
        const int Level = 26 - Line;
        GuestRoutine routine = t.Routine("synchronized");
        uint interrupt = t.Data.Variable(0x70);
        t.Call("KeInitializeInterrupt", interrupt, 0, 0, 0x30 + Line, Level, 0, 0);
        t.ReportCall("KeSynchronizeExecution", interrupt, routine, 0x1234);
        t.ReportCall("KeGetCurrentIrql");
        t.Program.End();
        t.Callback(routine, 1, () =>
        {
            t.Report(Argument(0));
            t.ReportCall("KeGetCurrentIrql");
            t.C.mov(eax, 0x77);
        });
    }

    /// <summary>The routine is told of a thread's start and its end, with its number.</summary>
    private static void Notifications(ProgramText t)
    {
        (GuestRoutine notified, GuestRoutine routine) = (t.Routine("notified"), t.Routine("routine"));
        uint id = t.Data.Variable();
        t.ReportCall("PsSetCreateThreadNotifyRoutine", notified);
        uint handle = t.Data.Variable();
        t.Call("PsCreateSystemThreadEx", handle, 0, 0x4000, 0, id, routine, 0, 0, 0, 0);
        t.Wait(handle);
        t.Program.End();
        t.ThreadBody(routine, () => t.C.nop());
        t.Callback(notified, 3, () =>
        {
            t.C.movzx(eax, __byte_ptr[ebp + 16]);
            t.Report(eax);
            t.C.mov(eax, Argument(0));
            t.C.cmp(__byte_ptr[eax], 6);
            t.C.sete(al);
            t.C.movzx(eax, al);
            t.Report(eax);
        });
    }
}
