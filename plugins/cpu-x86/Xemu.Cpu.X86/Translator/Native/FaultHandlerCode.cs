using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Writes the signal handler. It is machine code, for a managed method cannot run at a fault in the middle of anything.</summary>
/// <remarks>
/// edi: signal; rsi: siginfo_t (si_code at 8, si_addr at 16); rdx: ucontext_t (general registers at 40; order of sys/ucontext.h).
/// The kernel puts every other register, flags included, back as it was at the fault.
/// </remarks>
internal static unsafe class FaultHandlerCode
{
    private const int InfoCode = 8;
    private const int InfoAddress = 16;
    private const int ContextRip = 40 + (8 * 16);
    private const int ContextError = 40 + (8 * 19);

    public static void Emit(Assembler a, FaultTable* table)
    {
        Label look = a.CreateLabel();
        Label next = a.CreateLabel();
        Label changed = a.CreateLabel();
        Label pass = a.CreateLabel();

        // 0 and below: somebody sent the signal, nothing faulted.
        a.cmp(__dword_ptr[rsi + InfoCode], 0);
        a.jle(pass);
        a.mov(r9, __qword_ptr[rdx + ContextRip]);
        a.mov(r10, (ulong)table);
        a.mov(ecx, __dword_ptr[r10 + FaultTable.Used]);
        a.add(r10, FaultTable.Regions);
        a.Label(ref look);
        a.dec(ecx);
        a.js(pass);
        a.mov(r11, __qword_ptr[r10 + FaultRegion.StartOffset]);
        a.mov(r8, __qword_ptr[r10 + FaultRegion.LengthOffset]);
        a.mov(rax, r9);
        a.sub(rax, r11);
        a.cmp(rax, r8);
        a.jae(next);
        a.push(rbx);
        a.push(rbp);
        a.mov(rbx, __qword_ptr[r10 + FaultRegion.ExitOffset]);
        a.mov(rbp, __qword_ptr[r10 + FaultRegion.RecordOffset]);
        a.cmp(r11, __qword_ptr[r10 + FaultRegion.StartOffset]);
        a.jne(changed);
        a.cmp(r8, __qword_ptr[r10 + FaultRegion.LengthOffset]);
        a.jne(changed);
        EmitTake(a);
        a.Label(ref changed);
        a.pop(rbp);
        a.pop(rbx);
        a.Label(ref next);
        a.add(r10, FaultRegion.Bytes);
        a.jmp(look);

        a.Label(ref pass);
        a.mov(ecx, edi);
        a.mov(rax, (ulong)table);
        a.jmp(__qword_ptr[rax + (rcx * 8) + FaultTable.Before]);
    }

    /// <summary>Ours. rbx: exit stub; rbp: record; r9: RIP.</summary>
    private static void EmitTake(Assembler a)
    {
        a.mov(__qword_ptr[rbp + Offset(nameof(FaultRecord.Rip))], r9);
        a.mov(rax, __qword_ptr[rsi + InfoAddress]);
        a.mov(__qword_ptr[rbp + Offset(nameof(FaultRecord.Address))], rax);
        a.mov(eax, edi);
        a.mov(__qword_ptr[rbp + Offset(nameof(FaultRecord.Signal))], rax);
        a.mov(rax, __qword_ptr[rdx + ContextError]);
        a.mov(__qword_ptr[rbp + Offset(nameof(FaultRecord.Error))], rax);
        a.movsxd(rax, __dword_ptr[rsi + InfoCode]);
        a.mov(__qword_ptr[rbp + Offset(nameof(FaultRecord.Code))], rax);
        a.mov(__qword_ptr[rdx + ContextRip], rbx);
        a.pop(rbp);
        a.pop(rbx);
        a.ret();
    }

    private static int Offset(string field) => (int)System.Runtime.InteropServices.Marshal.OffsetOf<FaultRecord>(field);
}
