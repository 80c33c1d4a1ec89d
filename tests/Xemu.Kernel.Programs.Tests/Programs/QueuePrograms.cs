using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Queues and completion ports.</summary>
internal static class QueuePrograms
{
    private const uint QueueBytes = 0x28;
    private const uint Timeout = 0x102;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // What is queued while the one who waits is suspended is its own when it goes on.
        ["queue-suspended"] = new(QueueSuspended, [5, 1, 0]),
        ["port-suspended"] = new(PortSuspended, [5, 0, 0x11, 0x22, 0x33, 0x44, 0]),

        // One who is woken for a packet that another one has taken does not wait longer for it.
        ["port-taken"] = new(PortTaken, [0, 0x11, Timeout, 11]),
    };

    private static void QueueSuspended(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        (uint queue, uint entry) = (t.Data.Variable(QueueBytes), t.Data.Variable(8));
        t.Call("KeInitializeQueue", queue, 0);
        uint handle = t.Thread(waiter, 0);
        EmitWhileSuspended(t, handle, () => t.Call("KeInsertQueue", queue, entry));
        t.C.mov(eax, At(queue + 4));
        t.Report(eax);
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.Call("KeRemoveQueue", queue, 0, 0);
            t.C.sub(eax, (int)entry - 1);
            t.Report(eax);
        });
    }

    private static void PortSuspended(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        (uint port, uint words) = (t.Object("NtCreateIoCompletion", 0), t.Data.Variable(16));
        uint handle = t.Thread(waiter, 0);
        EmitWhileSuspended(t, handle, () => t.Call("NtSetIoCompletion", At(port), 0x11, 0x22, 0x33, 0x44));
        t.Call("NtQueryIoCompletion", At(port), words);
        t.Report(At(words));
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.ReportCall("NtRemoveIoCompletion", At(port), words, words + 4, words + 8, 0);
            for (uint i = 0; i < 4; i++)
            {
                t.Report(At(words + (4 * i)));
            }
        });
    }

    private static void PortTaken(ProgramText t)
    {
        GuestRoutine waiter = t.Routine("waiter");
        (uint port, uint words) = (t.Object("NtCreateIoCompletion", 0), t.Data.Variable(16));
        uint handle = t.Thread(waiter, 0);
        t.Delay(6);
        t.Call("NtSetIoCompletion", At(port), 0x11, 0x22, 0x33, 0x44);
        t.ReportCall("NtRemoveIoCompletion", At(port), words, words + 4, words + 8, t.Data.Milliseconds(0));
        t.Report(At(words));
        t.Wait(handle);
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.Delay(1);
            t.LoadTicks(ebx);
            t.ReportCall("NtRemoveIoCompletion", At(port), words, words + 4, words + 8, t.Data.Milliseconds(10));
            t.ReportTicksSince(ebx);
        });
    }

    /// <summary>Does something while a thread that waits is suspended, and waits for its end.</summary>
    private static void EmitWhileSuspended(ProgramText t, uint handle, Action act)
    {
        t.Delay(5);
        t.Call("NtSuspendThread", At(handle), 0);
        t.Delay(2);
        act();
        t.Delay(2);
        t.Report(5);
        t.Call("NtResumeThread", At(handle), 0);
        t.Wait(handle);
    }
}
