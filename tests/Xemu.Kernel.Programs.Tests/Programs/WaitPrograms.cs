using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Waits for events, mutants and semaphores.</summary>
internal static class WaitPrograms
{
    private const uint Timeout = 0x102;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // Who is woken gets one above its priority, and so runs before the one who woke it.
        ["events"] = new(Events, [1, 100, 2, 101, Timeout, 1, 2, 102, 0]),
        ["mutants"] = new(Mutants, [0, 0, 0xC000_0046, Timeout, unchecked((uint)-2), unchecked((uint)-1), 0, 0x80, 0]),
        ["semaphores"] = new(Semaphores, [0, 1, 0xC000_0047, 0, 0, Timeout, 0xC000_000D]),
        ["wait-all"] = new(WaitAll, [100, 1, 101, 102, 2, 103]),
        ["wait-any"] = new(WaitAny, [1, 0, 1]),

        // A time-out is never shorter than asked, and ends with a tick.
        ["time-out"] = new(TimeOut, [Timeout, 6, 0xC000_0008]),
    };

    private static void Events(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        (uint automatic, uint manual) = (t.AutoEvent(), t.Object("NtCreateEvent", 0, 0));
        uint current = t.Data.Variable();
        t.C.mov(eax, At(automatic));
        t.C.mov(At(current), eax);
        t.Thread(waiter, 1);
        t.Thread(waiter, 2);
        t.Delay(2);
        t.Set(automatic);
        t.Report(100);
        t.Set(automatic);
        t.Report(101);
        t.Wait(automatic, 0);
        t.Report(eax);
        t.C.mov(eax, At(manual));
        t.C.mov(At(current), eax);
        t.Thread(waiter, 1);
        t.Thread(waiter, 2);
        t.Delay(2);
        t.Set(manual);
        t.Report(102);
        t.Wait(manual, 0);
        t.Report(eax);
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.Wait(current);
            t.Report(ebx);
        });
    }

    private static void Mutants(ProgramText t)
    {
        (GuestRoutine stranger, GuestRoutine heir) = (t.Routine("stranger"), t.Routine("heir"));
        (uint mutant, uint count) = (t.Object("NtCreateMutant", 1), t.Data.Variable());
        t.Wait(mutant, 0);
        t.Report(eax);
        t.Wait(mutant, 0);
        t.Report(eax);
        t.Wait(t.Thread(stranger, 0));
        for (int i = 0; i < 3; i++)
        {
            t.Call("NtReleaseMutant", At(mutant), count);
            t.Report(At(count));
        }

        t.Wait(t.Thread(heir, 0));
        t.Wait(mutant);
        t.Report(eax);
        t.Call("NtReleaseMutant", At(mutant), count);
        t.Report(At(count));
        t.Program.End();
        t.ThreadBody(stranger, () =>
        {
            t.ReportCall("NtReleaseMutant", At(mutant), 0);
            t.Wait(mutant, 1);
            t.Report(eax);
        });
        t.ThreadBody(heir, () => t.Wait(mutant));
    }

    private static void Semaphores(ProgramText t)
    {
        (uint semaphore, uint count) = (t.Object("NtCreateSemaphore", 1, 2), t.Data.Variable());
        t.ReportCall("NtReleaseSemaphore", At(semaphore), 1, count);
        t.Report(At(count));
        t.ReportCall("NtReleaseSemaphore", At(semaphore), 1, 0);
        for (int i = 0; i < 3; i++)
        {
            t.Wait(semaphore, 0);
            t.Report(eax);
        }

        t.ReportCall("NtReleaseSemaphore", At(semaphore), 0, 0);
        t.Program.End();
    }

    /// <summary>One thread waits for the first two of three events, another one for the last two.</summary>
    private static void WaitAll(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        uint handles = t.Data.Variable(12);
        for (uint i = 0; i < 3; i++)
        {
            t.Call("NtCreateEvent", handles + (i * 4), 0, 1, 0);
        }

        t.Thread(waiter, 1);
        t.Thread(waiter, 2);
        t.Delay(2);
        t.Set(handles + 4);
        t.Report(100);
        t.Set(handles);
        t.Report(101);
        t.Set(handles + 8);
        t.Report(102);
        t.Set(handles + 4);
        t.Report(103);
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.C.lea(eax, __[(ebx * 4) + (handles - 4)]);
            t.Call("NtWaitForMultipleObjectsEx", 2, eax, 0, 0, 0, 0);
            t.Report(ebx);
        });
    }

    private static void WaitAny(ProgramText t)
    {
        uint handles = t.Data.Variable(8);
        t.Call("NtCreateEvent", handles, 0, 1, 0);
        t.Call("NtCreateEvent", handles + 4, 0, 1, 0);
        t.Set(handles + 4);
        t.ReportCall("NtWaitForMultipleObjectsEx", 2, handles, 1, 0, 0, 0);
        t.Set(handles + 4);
        t.Set(handles);
        t.ReportCall("NtWaitForMultipleObjectsEx", 2, handles, 1, 0, 0, 0);
        t.ReportCall("NtWaitForMultipleObjectsEx", 2, handles, 1, 0, 0, 0);
        t.Program.End();
    }

    private static void TimeOut(ProgramText t)
    {
        uint never = t.AutoEvent();
        t.Delay(1);
        t.LoadTicks(ebx);
        t.Wait(never, 5);
        t.Report(eax);
        t.ReportTicksSince(ebx);
        t.ReportCall("NtWaitForSingleObject", 0x1234_5678, 0, 0);
        t.Program.End();
    }
}
