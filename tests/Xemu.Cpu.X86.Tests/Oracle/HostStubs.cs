using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Machine code that takes the host from 64-bit code into a 32-bit segment, through one instruction, and back.</summary>
/// <remarks>
/// The way in loads x87, MMX, SSE, segment and general registers and flags from the context page; the way out stores them. Stores of the
/// 32-bit part go through SS, which the instruction under test cannot make anything but flat. A fault ends in <see cref="Handler"/>, which
/// keeps the registers of the signal's context and lets the kernel go on at the way out.
/// </remarks>
internal sealed class HostStubs
{
    // Order of gregs in the kernel's 64-bit signal context.
    private const int RegisterCount = 23;
    private const int RegistersInContext = 40;
    private const int Rip = 16;
    private const int Flags = 17;
    private const int Selectors = 18;
    private const uint CleanFlags = 0x202;

    private readonly byte[] _code = new byte[OracleLayout.PageBytes];
    private int _length;

    public HostStubs()
    {
        // The ways out first: the others name their addresses.
        Exit64 = Emit(64, EmitExit64);
        Recover64 = Emit(64, EmitRecover64);
        Exit32 = Emit(32, EmitExit32);
        Enter32 = Emit(32, EmitEnter32);
        Enter64 = Emit(64, EmitEnter64);
        Handler = Emit(64, EmitHandler);
    }

    public ReadOnlySpan<byte> Code => _code.AsSpan(0, _length);

    public uint Exit64 { get; }

    public uint Recover64 { get; }

    public uint Exit32 { get; }

    public uint Enter32 { get; }

    public uint Enter64 { get; }

    public uint Handler { get; }

    private static void EmitEnter64(Assembler a)
    {
        a.push(rbx);
        a.push(rbp);
        a.push(r12);
        a.push(r13);
        a.push(r14);
        a.push(r15);
        a.mov(edi, OracleLayout.ContextPage);
        a.mov(__qword_ptr[rdi + HostContext.SavedRsp], rsp);
        a.stmxcsr(__dword_ptr[rdi + HostContext.SavedMxcsr]);
        a.fnstcw(__word_ptr[rdi + HostContext.SavedControl]);
        a.rdfsbase(rax);
        a.mov(__qword_ptr[rdi + HostContext.SavedFsBase], rax);
        a.rdgsbase(rax);
        a.mov(__qword_ptr[rdi + HostContext.SavedGsBase], rax);
        a.mov(es, __word_ptr[rdi + HostContext.InSegments]);
        a.mov(ds, __word_ptr[rdi + HostContext.InSegments + 6]);
        a.mov(fs, __word_ptr[rdi + HostContext.InSegments + 8]);
        a.mov(gs, __word_ptr[rdi + HostContext.InSegments + 10]);
        a.fxrstor(__[rdi + HostContext.FxIn]);
        a.jmp(__fword_ptr[rdi + HostContext.Entry32]);
    }

    private static void EmitEnter32(Assembler a)
    {
        a.mov(esp, OracleLayout.ContextPage + HostContext.InEflags);
        a.popfd();
        for (int i = 0; i < 8; i++)
        {
            a.mov(Gpr(i), __dword_ptr.ss[OracleLayout.ContextPage + HostContext.InGpr + (4 * i)]);
        }

        a.jmp(OracleLayout.Slot);
    }

    private static void EmitExit32(Assembler a)
    {
        uint gpr = OracleLayout.ContextPage + HostContext.OutGpr;
        a.mov(__dword_ptr.ss[gpr + 16], esp);
        a.mov(esp, OracleLayout.ContextPage + HostContext.OutEflags + 4);
        a.pushfd();
        for (int i = 0; i < 8; i++)
        {
            if (i != 4)
            {
                a.mov(__dword_ptr.ss[gpr + (4 * i)], Gpr(i));
            }
        }

        a.jmp(OracleLayout.UserCode64, 0x7777_7777);
    }

    private static void EmitRecover64(Assembler a) => EmitLeave(a);

    private static void EmitExit64(Assembler a) => EmitLeave(a);

    private static void EmitLeave(Assembler a)
    {
        a.mov(edi, OracleLayout.ContextPage);
        a.mov(rsp, __qword_ptr[rdi + HostContext.SavedRsp]);
        a.push((int)CleanFlags);
        a.popfq();
        int segments = HostContext.OutSegments;
        a.mov(__word_ptr[rdi + segments], es);
        a.mov(__word_ptr[rdi + segments + 4], ss);
        a.mov(__word_ptr[rdi + segments + 6], ds);
        a.mov(__word_ptr[rdi + segments + 8], fs);
        a.mov(__word_ptr[rdi + segments + 10], gs);
        a.fxsave(__[rdi + HostContext.FxOut]);
        a.fninit();
        a.fldcw(__word_ptr[rdi + HostContext.SavedControl]);
        a.ldmxcsr(__dword_ptr[rdi + HostContext.SavedMxcsr]);
        a.xor(eax, eax);
        a.mov(ds, eax);
        a.mov(es, eax);
        a.mov(fs, eax);
        a.mov(gs, eax);
        a.mov(rax, __qword_ptr[rdi + HostContext.SavedFsBase]);
        a.wrfsbase(rax);
        a.mov(rax, __qword_ptr[rdi + HostContext.SavedGsBase]);
        a.wrgsbase(rax);
        a.pop(r15);
        a.pop(r14);
        a.pop(r13);
        a.pop(r12);
        a.pop(rbp);
        a.pop(rbx);
        a.ret();
    }

    /// <summary>rdi: signal; rdx: context. A fault of 32-bit code is ours; any other goes to the handler that was there before.</summary>
    private void EmitHandler(Assembler a)
    {
        Label chain = a.CreateLabel();
        a.mov(r8d, OracleLayout.ContextPage);
        a.cmp(__word_ptr[rdx + RegistersInContext + (8 * Selectors)], OracleLayout.UserCode32);
        a.jne(chain);
        a.mov(__dword_ptr[r8 + HostContext.Signal], edi);
        a.lea(rsi, __[rdx + RegistersInContext]);
        a.lea(rdi, __[r8 + HostContext.Registers]);
        a.mov(ecx, RegisterCount);
        a.cld();
        a.rep.movsq();
        a.mov(__qword_ptr[rdx + RegistersInContext + (8 * Rip)], (int)Recover64);
        a.mov(__word_ptr[rdx + RegistersInContext + (8 * Selectors)], OracleLayout.UserCode64);
        a.mov(__qword_ptr[rdx + RegistersInContext + (8 * Flags)], (int)CleanFlags);
        a.ret();
        a.Label(ref chain);
        a.mov(eax, edi);
        a.mov(rax, __qword_ptr[r8 + (rax * 8) + HostContext.OldHandlers]);
        a.jmp(rax);
    }

    private static AssemblerRegister32 Gpr(int i) => i switch
    {
        0 => eax,
        1 => ecx,
        2 => edx,
        3 => ebx,
        4 => esp,
        5 => ebp,
        6 => esi,
        _ => edi,
    };

    private uint Emit(int bitness, Action<Assembler> emit)
    {
        var assembler = new Assembler(bitness);
        emit(assembler);
        uint address = OracleLayout.StubPage + (uint)_length;
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        byte[] code = stream.ToArray();
        code.CopyTo(_code, _length);
        _length = (_length + code.Length + 15) & ~15;
        return address;
    }
}
