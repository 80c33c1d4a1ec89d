using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.Programs.ExceptionPrograms;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Handlers of exceptions that answer what they may not, or raise an exception while they are told that their frame goes.</summary>
internal static class HandlerPrograms
{
    private const int Next = 8;
    private const int WrongDisposition = 7;

    private const uint Outer = 1;
    private const uint Inner = 2;
    private const uint Between = 3;

    private const uint Status = 0xC000_0011;
    private const uint NoncontinuableException = 0xC000_0025;
    private const uint InvalidDisposition = 0xC000_0026;
    private const uint First = 0xE000_0001;
    private const uint Second = 0xE000_0002;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["noncontinuable"] = new(
            static t => Answer(t, ContinueExecution),
            [Inner, Status, 1, 0, Inner, NoncontinuableException, 1, Status, Outer, NoncontinuableException, 1, Status]),
        ["wrong-disposition"] = new(
            static t => Answer(t, WrongDisposition),
            [Inner, Status, 1, 0, Inner, InvalidDisposition, 1, Status, Outer, InvalidDisposition, 1, Status]),
        ["collided-unwind"] = new(
            CollidedUnwind,
            [
                Inner, First, 0, Between, First, 0, Outer, First, 0,
                Inner, First, 2, Inner, Second, 0, Between, Second, 0, Outer, Second, 0,
                Between, Second, 2, 1,
            ]),
    };

    /// <summary>The inner handler answers a status that nobody may continue with what it may not say, and the outer one ends the program.</summary>
    private static void Answer(ProgramText t, int disposition)
    {
        (GuestRoutine outer, GuestRoutine inner) = (t.Routine("outer"), t.Routine("inner"));
        uint answered = t.Data.Variable();
        t.WithHandler(outer, () => t.WithHandler(inner, () => t.Call("RtlRaiseStatus", Status)));
        t.Program.End();
        t.Handler(inner, () =>
        {
            ReportWithNext(t, Inner);
            t.C.mov(eax, disposition);
            t.C.mov(ecx, ContinueSearch);
            t.C.cmp(At(answered), 0);
            t.C.cmovne(eax, ecx);
            t.C.mov(At(answered), 1);
        });
        t.Handler(outer, () =>
        {
            ReportWithNext(t, Outer);
            t.Program.End();
        });
    }

    /// <summary>
    /// The inner frame's handler raises a second exception while the first one unwinds it. The second one's unwinding leaves that frame out, and goes on with the one behind it, as in NT.
    /// </summary>
    private static void CollidedUnwind(ProgramText t)
    {
        (GuestRoutine outer, GuestRoutine between, GuestRoutine inner, GuestRoutine behind) = (t.Routine("outer"), t.Routine("between"), t.Routine("inner"), t.Routine("behind"));
        uint stack = t.Data.Variable();
        t.WithHandler(outer, () =>
        {
            t.C.mov(At(stack), esp);
            t.WithHandler(between, () => t.WithHandler(inner, () => t.Call("RtlRaiseException", Record(t, First))));
            behind.Begin();
        });
        t.Program.End();
        t.Handler(outer, () =>
        {
            ReportRecord(t, Outer);
            t.Call("RtlUnwind", ebx, 0, esi, 0);
            t.C.mov(esp, At(stack));
            t.C.xor(eax, eax);
            t.C.cmp(__dword_ptr.fs[0], esp);
            t.C.sete(al);
            t.Report(eax);
            t.C.jmp(behind.Label);
        });
        t.Handler(between, () =>
        {
            ReportRecord(t, Between);
            t.C.mov(eax, ContinueSearch);
        });
        t.Handler(inner, () =>
        {
            Iced.Intel.Label search = t.C.CreateLabel();
            ReportRecord(t, Inner);
            t.C.test(__dword_ptr[esi + Flags], UnwindFlags);
            t.C.je(search);
            t.Call("RtlRaiseException", Record(t, Second));
            t.C.Mark(ref search);
            t.C.mov(eax, ContinueSearch);
        });
    }

    /// <summary>Reports a record's code, its flags, and the code of the record that it names.</summary>
    private static void ReportWithNext(ProgramText t, uint id)
    {
        Iced.Intel.Label none = t.C.CreateLabel();
        t.Report(id);
        t.Report(__dword_ptr[esi + Code]);
        t.Report(__dword_ptr[esi + Flags]);
        t.C.mov(eax, __dword_ptr[esi + Next]);
        t.C.test(eax, eax);
        t.C.je(none);
        t.C.mov(eax, __dword_ptr[eax + Code]);
        t.C.Mark(ref none);
        t.Report(eax);
    }

    private static void ReportRecord(ProgramText t, uint id)
    {
        t.Report(id);
        t.Report(__dword_ptr[esi + Code]);
        t.C.mov(eax, __dword_ptr[esi + Flags]);
        t.C.and(eax, UnwindFlags);
        t.Report(eax);
    }
}
