using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Structured exceptions.</summary>
internal static class ExceptionPrograms
{
    internal const int Code = 0;
    internal const int Flags = 4;
    internal const int Parameters = 20;
    internal const int ContextEbx = 0x210;
    internal const int ContextEcx = 0x218;
    internal const int ContextEip = 0x224;
    internal const int ContinueExecution = 0;
    internal const int ContinueSearch = 1;
    internal const int UnwindFlags = 6;

    private const uint AccessViolation = 0xC000_0005;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["access-violation"] = new(WildWrite, [AccessViolation, 1, 8, 1]),
        ["access-violation-in-call"] = new(WildCall, [AccessViolation, 1, 0x10, 9]),
        ["divide-by-zero"] = new(Divide, [0xC000_0094, 5]),
        ["breakpoint"] = new(BreakPoint, [0x8000_0003, 9]),
        ["raise"] = new(Raise, [0xE000_1234, 5, 6, 9]),
        ["unwind"] = new(Unwind, [3, 0, 2, 0, 1, 0, 3, 2, 2, 2, 0x55, 1]),
        ["guard-page"] = new(GuardPage, [0, 0x8000_0001, 1, 0, 42, 43]),

        // Registers, and of the flags carry, zero and direction.
        ["capture-context"] = new(CaptureContext, [11, 12, 13, 14, 15, 16, 17, 0x441, 0x401, 0xAAAA_0008, 0xAAAA_0010, 0xAAAA_AAAA, 4]),
        ["nested"] = new(Nested, [2, 0xE000_0001, 0, 2, 0xE000_0002, 0x10, 1, 0xE000_0002, 0, 9]),
    };

    private static void CaptureContext(ProgramText t)
    {
        const int Bytes = 0x238;
        const uint Untouched = 0xAAAA_AAAA;
        const int Conditions = 0x441;
        (uint context, uint stack) = (t.Data.Variable(Bytes), t.Data.Variable());
        int[] registers = [0x21C, ContextEbx, ContextEcx, 0x214, 0x20C, 0x208, 0x220];
        const int Flags = 0x22C;
        void Capture(Action setFlags)
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
            t.C.cld();
        }

        void ReportFlags()
        {
            t.C.mov(eax, At(context + Flags));
            t.C.and(eax, Conditions);
            t.Report(eax);
        }

        Capture(() =>
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
        Capture(() =>
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
        t.Program.End();
    }

    private static void WildWrite(ProgramText t)
    {
        GuestRoutine handler = t.Routine("handler");
        uint place = t.Data.Variable();
        t.WithHandler(handler, () =>
        {
            t.C.mov(ebx, 8);
            t.C.mov(__dword_ptr[ebx], 1);
        });
        t.Report(At(place));
        t.Program.End();
        t.Handler(handler, () =>
        {
            ReportViolation(t);
            t.C.mov(__dword_ptr[edi + ContextEbx], place);
            t.C.mov(eax, ContinueExecution);
        });
    }

    /// <summary>The exception of a call: its handler goes on behind it.</summary>
    private static void WildCall(ProgramText t)
    {
        (GuestRoutine handler, GuestRoutine behind) = (t.Routine("handler"), t.Routine("behind"));
        t.WithHandler(handler, () =>
        {
            t.Call("KeQuerySystemTime", 0x10);
            behind.Begin();
        });
        t.Report(9);
        t.Program.End();
        t.Handler(handler, () =>
        {
            ReportViolation(t);
            t.C.mov(eax, At(behind.Cell));
            t.C.mov(__dword_ptr[edi + ContextEip], eax);
            t.C.mov(eax, ContinueExecution);
        });
    }

    private static void Divide(ProgramText t)
    {
        GuestRoutine handler = t.Routine("handler");
        t.WithHandler(handler, () =>
        {
            t.C.xor(edx, edx);
            t.C.xor(ecx, ecx);
            t.C.mov(eax, 10);
            t.C.div(ecx);
            t.Report(eax);
        });
        t.Program.End();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + Code]);
            t.C.mov(__dword_ptr[edi + ContextEcx], 2);
            t.C.mov(eax, ContinueExecution);
        });
    }

    private static void BreakPoint(ProgramText t)
    {
        GuestRoutine handler = t.Routine("handler");
        t.WithHandler(handler, () =>
        {
            t.C.int3();
            t.Report(9);
        });
        t.Program.End();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + Code]);
            t.C.inc(__dword_ptr[edi + ContextEip]);
            t.C.mov(eax, ContinueExecution);
        });
    }

    private static void Raise(ProgramText t)
    {
        GuestRoutine handler = t.Routine("handler");
        t.WithHandler(handler, () => t.Call("RtlRaiseException", Record(t, 0xE000_1234, 5, 6)));
        t.Report(9);
        t.Program.End();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + Code]);
            t.Report(__dword_ptr[esi + Parameters]);
            t.Report(__dword_ptr[esi + Parameters + 4]);
            t.C.mov(eax, ContinueExecution);
        });
    }

    /// <summary>Three frames: the outermost one handles. First all are asked from the inside, then the two inner ones are told that they go.</summary>
    private static void Unwind(ProgramText t)
    {
        GuestRoutine[] handlers = [t.Routine("outer"), t.Routine("middle"), t.Routine("inner")];
        GuestRoutine behind = t.Routine("behind");
        uint stack = t.Data.Variable();
        t.WithHandler(handlers[0], () =>
        {
            t.C.mov(At(stack), esp);
            t.WithHandler(handlers[1], () => t.WithHandler(handlers[2], () => t.Call("RtlRaiseException", Record(t, 0xE000_0001))));
            behind.Begin();
        });
        t.Program.End();
        for (int i = 1; i <= 2; i++)
        {
            int id = i + 1;
            t.Handler(handlers[i], () =>
            {
                ReportFlags(t, id);
                t.C.mov(eax, ContinueSearch);
            });
        }

        t.Handler(handlers[0], () =>
        {
            ReportFlags(t, 1);
            t.Call("RtlUnwind", ebx, At(behind.Cell), esi, 0x55);
            t.Report(eax);
            t.C.mov(esp, At(stack));
            t.C.xor(eax, eax);
            t.C.cmp(__dword_ptr.fs[0], esp);
            t.C.sete(al);
            t.Report(eax);
            t.C.jmp(behind.Label);
        });
    }

    private static void GuardPage(ProgramText t)
    {
        const int CommitAndReserve = 0x3000;
        const int GuardedReadWrite = 0x104;
        GuestRoutine handler = t.Routine("handler");
        (uint address, uint size) = (t.Data.Variable(), t.Data.Variable());
        t.C.mov(At(size), 0x1000);
        t.ReportCall("NtAllocateVirtualMemory", address, 0, size, CommitAndReserve, GuardedReadWrite);
        t.WithHandler(handler, () =>
        {
            for (int i = 42; i <= 43; i++)
            {
                t.C.mov(ecx, At(address));
                t.C.mov(__dword_ptr[ecx], i);
                t.Report(__dword_ptr[ecx]);
            }
        });
        t.Program.End();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + Code]);
            t.Report(__dword_ptr[esi + Parameters]);
            t.C.mov(eax, __dword_ptr[esi + Parameters + 4]);
            t.C.sub(eax, At(address));
            t.Report(eax);
            t.C.mov(eax, ContinueExecution);
        });
    }

    /// <summary>The inner frame's handler raises another exception: it is asked itself, told that it is within its own, and the outer one handles.</summary>
    private static void Nested(ProgramText t)
    {
        (GuestRoutine outer, GuestRoutine inner) = (t.Routine("outer"), t.Routine("inner"));
        t.WithHandler(outer, () => t.WithHandler(inner, () => t.Call("RtlRaiseException", Record(t, 0xE000_0001))));
        t.Report(9);
        t.Program.End();
        t.Handler(inner, () =>
        {
            (Label second, Label done) = (t.C.CreateLabel(), t.C.CreateLabel());
            ReportCode(t, 2);
            t.C.cmp(__dword_ptr[esi + Code], unchecked((int)0xE000_0001));
            t.C.jne(second);
            t.Call("RtlRaiseException", Record(t, 0xE000_0002));
            t.C.mov(eax, ContinueExecution);
            t.C.jmp(done);
            t.C.Mark(ref second);
            t.C.mov(eax, ContinueSearch);
            t.C.Mark(ref done);
        });
        t.Handler(outer, () =>
        {
            ReportCode(t, 1);
            t.C.mov(eax, ContinueExecution);
        });
    }

    private static void ReportViolation(ProgramText t)
    {
        t.Report(__dword_ptr[esi + Code]);
        t.Report(__dword_ptr[esi + Parameters]);
        t.Report(__dword_ptr[esi + Parameters + 4]);
    }

    private static void ReportFlags(ProgramText t, int id)
    {
        t.Report(id);
        t.C.mov(eax, __dword_ptr[esi + Flags]);
        t.C.and(eax, UnwindFlags);
        t.Report(eax);
    }

    private static void ReportCode(ProgramText t, int id)
    {
        t.Report(id);
        t.Report(__dword_ptr[esi + Code]);
        t.Report(__dword_ptr[esi + Flags]);
    }

    /// <summary>An EXCEPTION_RECORD.</summary>
    internal static uint Record(ProgramText t, uint code, params uint[] parameters) =>
        t.Data.Dwords([code, 0, 0, 0, (uint)parameters.Length, .. parameters, .. new uint[15 - parameters.Length]]);
}
