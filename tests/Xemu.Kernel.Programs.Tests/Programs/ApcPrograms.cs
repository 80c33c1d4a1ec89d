using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Asynchronous procedure calls, of users and of the kernel.</summary>
internal static class ApcPrograms
{
    private const uint UserApc = 0xC0;
    private const uint CurrentThread = 0xFFFF_FFFE;
    private const uint ApcBytes = 40;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // They run when the thread waits alertably and not before, in their order, and end the wait.
        ["user-apc"] = new(User, [0, 1, 11, 21, 31, 12, 22, 32, UserApc]),

        // One that comes during the wait ends it too.
        ["user-apc-during-wait"] = new(UserDuringWait, [7, UserApc, 3]),

        // So does one that comes while the thread is suspended: it runs before the wait returns.
        ["user-apc-while-suspended"] = new(UserWhileSuspended, [4, 7, UserApc, 3]),

        // The kernel routine runs at APC level, the normal one at passive level; the wait goes on, and does not last longer for it.
        ["kernel-apc"] = new(KernelApc, [1, 0, 0x51, 0x52, 0x53, 0, 11]),

        // Not even when the APC waits itself, with a time-out of its own.
        ["kernel-apc-that-waits"] = new(KernelApcThatWaits, [0, 2, 0, 11]),
        ["signal-and-wait"] = new(SignalAndWait, [1, 0x102, 1]),

        // A writer whose wait an APC interrupts waits once: when the lock is free, its counters are as at first.
        ["write-lock"] = new(WriteLock, [1, 5, 6, uint.MaxValue, 0]),
    };

    private static void User(ProgramText t)
    {
        GuestRoutine routine = t.Routine("apc");
        for (int i = 1; i <= 2; i++)
        {
            t.Call("NtQueueApcThread", CurrentThread, routine, 10 + i, 20 + i, 30 + i);
        }

        t.ReportCall("KeDelayExecutionThread", 0, 0, t.Data.Milliseconds(1));
        t.Report(1);
        t.ReportCall("KeDelayExecutionThread", 1, 1, t.Data.Milliseconds(1));
        t.Program.End();
        t.Callback(routine, 3, () =>
        {
            for (int i = 0; i < 3; i++)
            {
                t.Report(Argument(i));
            }
        });
    }

    private static void UserDuringWait(ProgramText t)
    {
        (GuestRoutine routine, GuestRoutine sleeper) = (t.Routine("apc"), t.Routine("sleeper"));
        uint handle = t.Thread(sleeper, 0);
        t.Delay(2);
        t.Call("NtQueueApcThread", At(handle), routine, 7, 0, 0);
        t.Wait(handle);
        t.Report(3);
        t.Program.End();
        t.ThreadBody(sleeper, () => t.ReportCall("KeDelayExecutionThread", 1, 1, t.Data.Milliseconds(100)));
        t.Callback(routine, 3, () => t.Report(Argument(0)));
    }

    private static void UserWhileSuspended(ProgramText t)
    {
        (GuestRoutine routine, GuestRoutine sleeper) = (t.Routine("apc"), t.Routine("sleeper"));
        uint handle = t.Thread(sleeper, 0);
        t.Delay(2);
        t.Call("NtSuspendThread", At(handle), 0);
        t.Delay(2);
        t.Call("NtQueueApcThread", At(handle), routine, 7, 0, 0);
        t.Delay(2);
        t.Report(4);
        t.Call("NtResumeThread", At(handle), 0);
        t.Wait(handle);
        t.Report(3);
        t.Program.End();
        t.ThreadBody(sleeper, () => t.ReportCall("KeDelayExecutionThread", 1, 1, t.Data.Milliseconds(100)));
        t.Callback(routine, 3, () => t.Report(Argument(0)));
    }

    private static void KernelApc(ProgramText t)
    {
        GuestRoutine sleeper = t.Routine("sleeper");
        uint handle = t.Thread(sleeper, 0);
        EmitKernelApc(t, handle, (t.Routine("kernel"), t.Routine("normal")), () => t.Program.End());
        t.ThreadBody(sleeper, () => EmitMeasuredDelay(t, 10));
    }

    private static void KernelApcThatWaits(ProgramText t)
    {
        (GuestRoutine sleeper, GuestRoutine kernel, GuestRoutine normal) = (t.Routine("sleeper"), t.Routine("kernel"), t.Routine("normal"));
        uint apc = t.Data.Variable(ApcBytes);
        uint handle = t.Thread(sleeper, 0);
        t.Delay(5);
        t.LoadObject(handle);
        t.Call("KeInitializeApc", apc, eax, kernel, 0, normal, 0, 0);
        t.Call("KeInsertQueueApc", apc, 0, 0, 0);
        t.Wait(handle);
        t.Program.End();
        t.ThreadBody(sleeper, () => EmitMeasuredDelay(t, 10));
        t.Callback(kernel, 5, () => { });
        t.Callback(normal, 3, () =>
        {
            t.C.push(ebx);
            t.LoadTicks(ebx);
            t.ReportCall("KeDelayExecutionThread", 0, 0, t.Data.Milliseconds(1));
            t.ReportTicksSince(ebx);
            t.C.pop(ebx);
        });
    }

    private static void EmitMeasuredDelay(ProgramText t, int milliseconds)
    {
        t.Delay(1);
        t.LoadTicks(ebx);
        t.ReportCall("KeDelayExecutionThread", 0, 0, t.Data.Milliseconds(milliseconds));
        t.ReportTicksSince(ebx);
    }

    /// <summary>A semaphore is signaled once by a call that a kernel APC interrupts.</summary>
    private static void SignalAndWait(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        (uint semaphore, uint never, uint count) = (t.Object("NtCreateSemaphore", 0, 10), t.AutoEvent(), t.Data.Variable(8));
        uint handle = t.Thread(waiter, 0);
        EmitSilentApc(t, handle, () =>
        {
            t.Wait(handle);
            t.Call("NtQuerySemaphore", At(semaphore), count);
            t.Report(At(count));
            t.Program.End();
        });
        t.ThreadBody(waiter, () => t.ReportCall("NtSignalAndWaitForSingleObjectEx", At(semaphore), At(never), 0, 0, t.Data.Milliseconds(10)));
    }

    private static void WriteLock(ProgramText t)
    {
        GuestRoutine writer = t.Routine("writer");
        uint place = t.Data.Variable(52);
        t.Call("ExInitializeReadWriteLock", place);
        t.Call("ExAcquireReadWriteLockExclusive", place);
        uint handle = t.Thread(writer, 0);
        EmitSilentApc(t, handle, () =>
        {
            t.Delay(2);
            t.Report(5);
            t.Call("ExReleaseReadWriteLock", place);
            t.Wait(handle);
            t.Report(At(place));
            t.Report(At(place + 4));
            t.Program.End();
        });
        t.ThreadBody(writer, () =>
        {
            t.Call("ExAcquireReadWriteLockExclusive", place);
            t.Report(6);
            t.Call("ExReleaseReadWriteLock", place);
        });
    }

    /// <summary>Interrupts a thread's wait by an APC that reports 1.</summary>
    private static void EmitSilentApc(ProgramText t, uint handle, Action after)
    {
        (GuestRoutine kernel, GuestRoutine normal) = (t.Routine("kernel"), t.Routine("normal"));
        uint apc = t.Data.Variable(ApcBytes);
        t.Delay(5);
        t.LoadObject(handle);
        t.Call("KeInitializeApc", apc, eax, kernel, 0, normal, 0, 0);
        t.Call("KeInsertQueueApc", apc, 0, 0, 0);
        after();
        t.Callback(kernel, 5, () => t.Report(1));
        t.Callback(normal, 3, () => { });
    }

    private static void EmitKernelApc(ProgramText t, uint handle, (GuestRoutine Kernel, GuestRoutine Normal) routines, Action after)
    {
        uint apc = t.Data.Variable(ApcBytes);
        t.Delay(5);
        t.LoadObject(handle);
        t.Call("KeInitializeApc", apc, eax, routines.Kernel, 0, routines.Normal, 0, 0x51);
        t.Call("KeInsertQueueApc", apc, 0x52, 0x53, 0);
        t.Wait(handle);
        after();
        t.Callback(routines.Kernel, 5, () => t.ReportCall("KeGetCurrentIrql"));
        t.Callback(routines.Normal, 3, () =>
        {
            t.ReportCall("KeGetCurrentIrql");
            for (int i = 0; i < 3; i++)
            {
                t.Report(Argument(i));
            }
        });
    }
}
