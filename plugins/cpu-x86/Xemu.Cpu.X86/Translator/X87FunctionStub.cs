using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Emits what lies between a transcendental instruction of emitted code, which calls it, and the managed function.</summary>
/// <remarks>
/// R10 is the site to leave at, as for the interpreter, should the function decline; then registers and FSW are as they were. FUCOMI finds empty registers and NaNs.
/// A call costs some 10 ns more than the function itself; a round through the dispatcher, with the unit stored and loaded, some 150.
/// </remarks>
internal static unsafe class X87FunctionStub
{
    private const int XmmRegisters = 8;
    private const int C1 = 2;
    private const int C2 = 4;
    private const int C0AndC3 = 0x41;
    private const int C3 = 0x40;

    private static readonly int XmmOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Xmm));
    private static readonly int MxcsrOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Mxcsr));

    /// <summary>Emits it.</summary>
    /// <param name="a">Where to.</param>
    /// <param name="function">The function.</param>
    /// <param name="frame">What is used for the call.</param>
    /// <param name="interpret">Where to leave for the interpreter.</param>
    public static void Emit(Assembler a, X87Function function, NativeFrame* frame, byte* interpret)
    {
        Label taken = a.CreateLabel();
        Label declined = a.CreateLabel();
        Label reduced = a.CreateLabel();
        Label end = a.CreateLabel();
        EmitBegin(a, frame);
        a.fucomi(st0, function.IsBinary ? st1 : st0);
        a.jp(declined);
        if (function.IsAngle)
        {
            EmitClearC2(a, declined);
        }

        EmitCall(a, function, frame);
        a.test(eax, eax);
        a.je(taken);
        a.movzx(eax, Word(nameof(X87Call.Control)));
        a.cmp(ax, Word(nameof(X87Call.FullControl)));
        a.jne(reduced);
        EmitResult(a, function, taken);
        a.Label(ref end);
        EmitEnd(a);
        a.ret();

        // Precision control does not govern these instructions.
        a.Label(ref reduced);
        a.fldcw(Word(nameof(X87Call.FullControl)));
        EmitResult(a, function, taken);
        a.fldcw(Word(nameof(X87Call.Control)));
        a.jmp(end);

        a.Label(ref taken);
        if (function.IsBinary)
        {
            a.fld(Extended(nameof(X87Call.Second)));
        }

        a.fld(Extended(nameof(X87Call.First)));
        a.Label(ref declined);
        EmitLeave(a, (ulong)interpret);
    }

    /// <summary>Emits the same for FNSTENV, whose image is to be copied to the guest's memory behind the call.</summary>
    public static void EmitStoreEnvironment(Assembler a, NativeFrame* frame)
    {
        EmitBegin(a, frame);
        a.fnstenv(__[rdi + OffsetOf(nameof(X87Call.Environment))]);
        EmitManaged(a, X87EnvironmentCalls.Store, frame);
        EmitEnd(a);
        a.ret();
    }

    /// <summary>Emits the same for FLDENV, whose image was copied before the call.</summary>
    public static void EmitLoadEnvironment(Assembler a, NativeFrame* frame, byte* interpret)
    {
        Label declined = a.CreateLabel();
        EmitBegin(a, frame);
        EmitManaged(a, X87EnvironmentCalls.Load, frame);
        a.test(eax, eax);
        a.je(declined);
        a.fldenv(__[rdi + OffsetOf(nameof(X87Call.Environment))]);
        EmitEnd(a);
        a.ret();
        a.Label(ref declined);
        EmitEnd(a);
        a.lea(rsp, __qword_ptr[rsp + 8]);
        a.jmp((ulong)interpret);
    }

    private static void EmitBegin(Assembler a, NativeFrame* frame)
    {
        a.push(rax);
        a.push(rcx);
        a.push(rdx);
        a.push(rsi);
        a.push(rdi);
        a.push(r10);
        a.lahf();
        a.seto(al);
        a.push(rax);
        a.mov(rdi, (long)&frame->Call);
        a.fnstsw(Word(nameof(X87Call.Status)));
    }

    private static void EmitEnd(Assembler a)
    {
        a.pop(rax);
        a.add(al, 0x7F);
        a.sahf();
        a.pop(r10);
        a.pop(rdi);
        a.pop(rsi);
        a.pop(rdx);
        a.pop(rcx);
        a.pop(rax);
    }

    /// <summary>Clears C2, and keeps C0 and C3, by a comparison that comes out so. All three set cannot be had: then the instruction is interpreted.</summary>
    private static void EmitClearC2(Assembler a, Label declined)
    {
        Label clear = a.CreateLabel();
        Label notZero = a.CreateLabel();
        Label notLess = a.CreateLabel();
        a.test(__byte_ptr[rdi + OffsetOf(nameof(X87Call.Status)) + 1], C2);
        a.je(clear);
        a.movzx(eax, __byte_ptr[rdi + OffsetOf(nameof(X87Call.Status)) + 1]);
        a.and(eax, C0AndC3);
        a.mov(__dword_ptr[rdi + OffsetOf(nameof(X87Call.Low))], unchecked((int)0xFF80_0000));
        a.jne(notZero);
        a.fcom(__dword_ptr[rdi + OffsetOf(nameof(X87Call.Low))]);
        a.jmp(clear);
        a.Label(ref notZero);
        a.cmp(eax, C3);
        a.jne(notLess);
        a.fcom(st0, st0);
        a.jmp(clear);
        a.Label(ref notLess);
        a.ja(declined);
        a.mov(__dword_ptr[rdi + OffsetOf(nameof(X87Call.Low))], 0x7F80_0000);
        a.fcom(__dword_ptr[rdi + OffsetOf(nameof(X87Call.Low))]);
        a.Label(ref clear);
    }

    private static void EmitCall(Assembler a, X87Function function, NativeFrame* frame)
    {
        a.fstp(Extended(nameof(X87Call.First)));
        if (function.IsBinary)
        {
            a.fstp(Extended(nameof(X87Call.Second)));
        }

        a.fnstcw(Word(nameof(X87Call.Control)));
        EmitManaged(a, function.Target, frame);
    }

    /// <summary>Calls with the guest's XMM registers and MXCSR put away; the result is in EAX.</summary>
    private static void EmitManaged(Assembler a, nint target, NativeFrame* frame)
    {
        for (int i = 0; i < XmmRegisters; i++)
        {
            a.movups(__xmmword_ptr[r15 + XmmOffset + (16 * i)], EmittedCode.Xmm(i));
        }

        a.stmxcsr(__dword_ptr[r15 + MxcsrOffset]);
        a.mov(rax, (long)&frame->HostMxcsr);
        a.ldmxcsr(__dword_ptr[rax]);
        a.mov(rsi, r15);
        a.mov(rax, target);
        a.call(rax);
        a.mov(rdi, (long)&frame->Call);
        a.mov(r11d, HostRegister.ShiftCount);
        for (int i = 0; i < XmmRegisters; i++)
        {
            a.movups(EmittedCode.Xmm(i), __xmmword_ptr[r15 + XmmOffset + (16 * i)]);
        }

        a.ldmxcsr(__dword_ptr[r15 + MxcsrOffset]);
    }

    private static void EmitResult(Assembler a, X87Function function, Label taken)
    {
        a.fld(Extended(nameof(X87Call.High)));
        if (!function.IsPair)
        {
            a.fadd(__qword_ptr[rdi + OffsetOf(nameof(X87Call.Low))]);
            return;
        }

        Label pushed = a.CreateLabel();
        a.fld(Extended(nameof(X87Call.PushedHigh)));
        a.fnstsw(ax);
        a.test(ah, C1);
        a.je(pushed);

        // There was no room: what is there is lost in any case.
        a.fincstp();
        a.fstp(st0);
        a.fldcw(Word(nameof(X87Call.Control)));
        a.jmp(taken);
        a.Label(ref pushed);
        a.fxch(st0, st1);
        a.fadd(__qword_ptr[rdi + OffsetOf(nameof(X87Call.Low))]);
        a.fxch(st0, st1);
        a.fadd(__qword_ptr[rdi + OffsetOf(nameof(X87Call.PushedLow))]);
    }

    /// <summary>Leaves with the FSW of before.</summary>
    private static void EmitLeave(Assembler a, ulong interpret)
    {
        a.fnstenv(__[rdi + OffsetOf(nameof(X87Call.Environment))]);
        a.movzx(eax, Word(nameof(X87Call.Status)));
        a.mov(__word_ptr[rdi + OffsetOf(nameof(X87Call.Environment)) + (int)Marshal.OffsetOf<X87EnvironmentImage>(nameof(X87EnvironmentImage.Status))], ax);
        a.fldenv(__[rdi + OffsetOf(nameof(X87Call.Environment))]);
        EmitEnd(a);
        a.lea(rsp, __qword_ptr[rsp + 8]);
        a.jmp(interpret);
    }

    private static AssemblerMemoryOperand Word(string field) => __word_ptr[rdi + OffsetOf(field)];

    private static AssemblerMemoryOperand Extended(string field) => __tbyte_ptr[rdi + OffsetOf(field)];

    private static int OffsetOf(string field) => (int)Marshal.OffsetOf<X87Call>(field);
}
