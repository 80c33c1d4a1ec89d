using System.Runtime.InteropServices;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>
/// A frame of machine code around the instructions under test, registered for faults: loads general registers and flags from
/// <see cref="Frame"/>, runs, stores them. The way out by a fault is a stub of its own that stores the same and says that it was taken.
/// </summary>
internal sealed unsafe class EmittedCode : IDisposable
{
    // In the order of the frame; rsp stays the host's, rbp points at the frame, r15 is spare.
    private static readonly AssemblerRegister64[] Registers = [rax, rcx, rdx, rbx, rsi, rdi, r8, r9, r10, r11, r12, r13, r14];
    private readonly CodeMemory _memory;
    private readonly IDisposable? _registration;
    private readonly byte* _entry;

    public EmittedCode(Action<Assembler> body, bool isDual = false, bool isRegistered = true)
    {
        _memory = new CodeMemory(4096, isDual);
        Frame = (EmittedFrame*)NativeMemory.AllocZeroed((nuint)sizeof(EmittedFrame));
        Record = (FaultRecord*)NativeMemory.AllocZeroed((nuint)sizeof(FaultRecord));
        var a = new Assembler(64);
        Label fault = a.CreateLabel();
        Label entry = a.CreateLabel();
        Label start = a.CreateLabel();
        a.Label(ref fault);
        EmitLeave(a, isFault: true);
        a.Label(ref entry);
        EmitEnter(a);
        a.Label(ref start);
        a.nop();
        body(a);
        EmitLeave(a, isFault: false);
        using var stream = new MemoryStream();
        AssemblerResult result = a.Assemble(new StreamCodeWriter(stream), (ulong)_memory.Base, BlockEncoderOptions.ReturnNewInstructionOffsets);
        stream.ToArray().CopyTo(new Span<byte>(_memory.WritableOf(_memory.Base), (int)_memory.Size));
        _entry = (byte*)result.GetLabelRIP(entry);
        BodyRip = result.GetLabelRIP(start) + 1;
        _registration = isRegistered ? FaultCatcher.Register(_memory.Base, _memory.Size, _memory.Base, Record) : null;
    }

    public EmittedFrame* Frame { get; }

    public FaultRecord* Record { get; }

    /// <summary>The first instruction of the body.</summary>
    public ulong BodyRip { get; }

    /// <summary>Runs it; true when it came back by the exit stub.</summary>
    public bool Run()
    {
        Frame->Faulted = 0;

        // SAFETY: the frame keeps what the calling convention wants kept, and every fault comes back by the stub.
        ((delegate* unmanaged<EmittedFrame*, void>)_entry)(Frame);
        return Frame->Faulted != 0;
    }

    /// <summary>Runs with a window.</summary>
    public bool Run(GuestWindow window)
    {
        window.Activate();
        return Run();
    }

    public void Dispose()
    {
        _registration?.Dispose();
        _memory.Dispose();
        NativeMemory.Free(Frame);
        NativeMemory.Free(Record);
    }

    private static void EmitEnter(Assembler a)
    {
        a.push(rbx);
        a.push(rbp);
        a.push(r12);
        a.push(r13);
        a.push(r14);
        a.push(r15);
        a.mov(rbp, rdi);
        a.push(__qword_ptr[rbp + EmittedFrame.FlagsOffset]);
        a.popfq();
        for (int i = 0; i < Registers.Length; i++)
        {
            a.mov(Registers[i], __qword_ptr[rbp + EmittedFrame.RegistersOffset + (8 * i)]);
        }
    }

    private static void EmitLeave(Assembler a, bool isFault)
    {
        for (int i = 0; i < Registers.Length; i++)
        {
            a.mov(__qword_ptr[rbp + EmittedFrame.RegistersOffset + (8 * i)], Registers[i]);
        }

        a.pushfq();
        a.pop(__qword_ptr[rbp + EmittedFrame.FlagsOffset]);
        a.mov(__qword_ptr[rbp + EmittedFrame.FaultedOffset], isFault ? 1 : 0);
        a.pop(r15);
        a.pop(r14);
        a.pop(r13);
        a.pop(r12);
        a.pop(rbp);
        a.pop(rbx);
        a.ret();
    }
}
