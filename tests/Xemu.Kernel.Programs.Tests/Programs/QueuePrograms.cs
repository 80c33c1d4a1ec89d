using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Queues, and what ends with a thread.</summary>
internal static class QueuePrograms
{
    private const uint QueueBytes = 0x28;
    private const uint CurrentCount = 0x18;
    private const uint ThreadList = 0x20;
    private const int Mark = 8;
    private const int ApcBytes = 40;
    private const int Timeout = 0x102;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // One at once: the second entry waits although a thread waits for one, until the first thread waits for something else.
        ["queue-maximum"] = new(Maximum, [0, 0, 0x2A, 0x2A, 0x1B, 0, 0x20, 0x10, 0, 0]),

        // As many as there are threads: each gets its entry at once.
        ["queue-two-at-once"] = new(TwoAtOnce, [0, 0, 0x2A, 0x1B, 0x2A, 0x1B, 0, 0x20, 0x10, 0, 0]),

        // An entry comes while a kernel APC has interrupted the wait for it.
        ["queue-apc"] = new(EntryDuringApc, [5, 0x0C, Timeout]),
        ["apc-rundown"] = new(Rundown, [0x91, 0x92, 0x77, 1]),
    };

    private static void Maximum(ProgramText t) => EmitQueue(t, 1);

    private static void TwoAtOnce(ProgramText t) => EmitQueue(t, 2);

    /// <summary>Two threads take an entry each, let others run, and wait for an event.</summary>
    private static void EmitQueue(ProgramText t, int maximum)
    {
        (uint queue, uint first, uint second) = (t.Data.Variable(QueueBytes), t.Data.Variable(16), t.Data.Variable(16));
        GuestRoutine worker = t.Routine("worker");
        uint go = t.AutoEvent();
        t.C.mov(At(first + Mark), 0xA);
        t.C.mov(At(second + Mark), 0xB);
        t.Call("KeInitializeQueue", queue, maximum);
        uint one = t.Thread(worker, 0x10);
        uint two = t.Thread(worker, 0x20);
        t.Delay(5);
        t.ReportCall("KeInsertQueue", queue, first);
        t.ReportCall("KeInsertQueue", queue, second);
        t.Delay(5);
        t.Report(At(queue + CurrentCount));
        t.Set(go);
        t.Wait(two, 5);
        t.Set(go);
        t.Wait(one);
        t.Report(At(queue + CurrentCount));
        t.C.mov(eax, At(queue + ThreadList));
        t.C.sub(eax, queue + ThreadList);
        t.Report(eax);
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            Label again = t.C.CreateLabel();
            t.Call("KeRemoveQueue", queue, 0, 0);
            t.C.push(esi);
            t.C.mov(esi, __dword_ptr[eax + Mark]);
            t.C.add(esi, ebx);
            t.Report(esi);
            t.C.push(edi);
            t.C.mov(edi, 3);
            t.C.Mark(ref again);
            t.Call("NtYieldExecution");
            t.C.dec(edi);
            t.C.jnz(again);
            t.C.pop(edi);
            if (maximum > 1)
            {
                t.Report(esi);
            }

            t.C.pop(esi);
            if (maximum == 1)
            {
                t.C.cmp(ebx, 0x20);
                Label other = t.C.CreateLabel();
                t.C.jne(other);
                t.Report(0x2A);
                t.C.Mark(ref other);
            }

            t.Wait(go);
            t.Report(ebx);
        });
    }

    private static void EntryDuringApc(ProgramText t)
    {
        (uint queue, uint entry, uint apc) = (t.Data.Variable(QueueBytes), t.Data.Variable(16), t.Data.Variable(ApcBytes));
        (GuestRoutine worker, GuestRoutine kernel, GuestRoutine normal) = (t.Routine("worker"), t.Routine("kernel"), t.Routine("normal"));
        t.C.mov(At(entry + Mark), 0xC);
        t.Call("KeInitializeQueue", queue, 1);
        uint handle = t.Thread(worker, 0);
        t.Delay(5);
        t.LoadObject(handle);
        t.Call("KeInitializeApc", apc, eax, kernel, 0, normal, 0, 0);
        t.Call("KeInsertQueueApc", apc, 0, 0, 0);
        t.Delay(2);
        t.Call("KeInsertQueue", queue, entry);
        t.Wait(handle);
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            t.Call("KeRemoveQueue", queue, 0, 0);
            t.Report(__dword_ptr[eax + Mark]);
            t.ReportCall("KeRemoveQueue", queue, 0, t.Data.Milliseconds(5));
        });
        t.Callback(kernel, 5, () => { });
        t.Callback(normal, 3, () =>
        {
            t.Report(5);
            t.Delay(10);
        });
    }

    /// <summary>A thread ends with user APCs that nobody lets run.</summary>
    private static void Rundown(ProgramText t)
    {
        (uint first, uint second, uint unnoticed) = (t.Data.Variable(ApcBytes), t.Data.Variable(ApcBytes), t.Data.Variable(ApcBytes));
        (GuestRoutine worker, GuestRoutine routine, GuestRoutine never) = (t.Routine("worker"), t.Routine("routine"), t.Routine("never"));
        uint handle = t.Thread(worker, 0);
        t.Wait(handle);
        t.Report(0x77);
        t.C.movzx(eax, __byte_ptr[unnoticed + 3]);
        t.C.xor(eax, 1);
        t.Report(eax);
        t.Program.End();
        t.ThreadBody(worker, () =>
        {
            foreach ((uint apc, int context) in (ReadOnlySpan<(uint, int)>)[(first, 0x91), (second, 0x92)])
            {
                t.Call("KeGetCurrentThread");
                t.Call("KeInitializeApc", apc, eax, never, routine, never, 1, context);
                t.Call("KeInsertQueueApc", apc, 0, 0, 0);
            }

            t.Call("KeGetCurrentThread");
            t.Call("KeInitializeApc", unnoticed, eax, never, 0, never, 1, 0);
            t.Call("KeInsertQueueApc", unnoticed, 0, 0, 0);
        });
        t.Callback(routine, 1, () =>
        {
            t.C.mov(eax, Argument(0));
            t.Report(__dword_ptr[eax + 28]);
        });
        t.Callback(never, 3, () => t.Report(0xBAD));
    }
}
