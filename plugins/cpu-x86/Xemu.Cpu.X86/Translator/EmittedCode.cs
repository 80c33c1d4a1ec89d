using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.State;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Code memory with the ways in and out, and the blocks in it.</summary>
[Derived("translated again after a restore")]
internal sealed unsafe class EmittedCode : IDisposable
{
    private const int BranchConstant = 63;
    private const int XmmRegisters = 8;

    /// <summary>MXCSR as the ABI has it at the start of a program, and as .NET expects it: everything masked, rounding to nearest.</summary>
    private const uint HostMxcsr = 0x1F80;

    private static readonly int XmmOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Xmm));
    private static readonly int MxcsrOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Mxcsr));

    private readonly CpuState* _state;
    private readonly CodeMemory _memory;
    private readonly IDisposable _faults;
    private readonly List<NativeBlock> _blocks = [];
    private readonly byte* _first;
    private byte* _next;

    public EmittedCode(CpuState* state, nuint bytes, bool isDual)
    {
        _state = state;
        _memory = new CodeMemory(bytes, isDual);
        Frame = (NativeFrame*)NativeMemory.AllocZeroed((nuint)sizeof(NativeFrame));
        Frame->HostMxcsr = HostMxcsr;
        _next = _memory.Base;
        Exit = Emit(EmitExit);
        byte* faultExit = Emit(EmitFaultExit);
        Enter = (delegate* unmanaged<CpuState*, NativeFrame*, byte*, void>)Emit(EmitEnter);
        _first = _next;
        _faults = FaultCatcher.Register(_memory.Base, _memory.Size, faultExit, &Frame->Fault);
    }

    public NativeFrame* Frame { get; }

    /// <summary>Where blocks leave; see <see cref="NativeExit"/>: R9 is the reason, R10 the value.</summary>
    public byte* Exit { get; }

    public delegate* unmanaged<CpuState*, NativeFrame*, byte*, void> Enter { get; }

    public byte* Next => _next;

    public IReadOnlyList<NativeBlock> Blocks => _blocks;

    public long BytesUsed => _next - _memory.Base;

    public bool HasRoom(int bytes) => _next + bytes <= _memory.Base + _memory.Size;

    /// <summary>Appends code.</summary>
    /// <returns>One past it.</returns>
    public byte* Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(new Span<byte>(_memory.WritableOf(_next), bytes.Length));
        byte* end = _next + bytes.Length;
        _next = (byte*)(((nuint)end + 15) & ~(nuint)15);
        return end;
    }

    public void Add(NativeBlock block) => _blocks.Add(block);

    /// <summary>The block whose code holds an address.</summary>
    public NativeBlock Find(byte* address)
    {
        int low = 0;
        int high = _blocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_blocks[middle].Start <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _blocks[low];
    }

    /// <summary>Leads a jump that left for the dispatcher straight to a block.</summary>
    public void Patch(byte* jump, byte* target)
    {
        byte* writable = _memory.WritableOf(jump);
        int length = *writable == 0x0F ? 6 : 5;
        *(int*)(writable + length - 4) = (int)(target - (jump + length));
    }

    /// <summary>Sends whoever enters a block to another one.</summary>
    public void Redirect(byte* from, byte* to)
    {
        const byte JumpNear = 0xE9;
        *_memory.WritableOf(from) = JumpNear;
        Patch(from, to);
    }

    /// <summary>Forgets every block.</summary>
    public void Reset()
    {
        _blocks.Clear();
        _next = _first;
    }

    public void Dispose()
    {
        _faults.Dispose();
        _memory.Dispose();
        NativeMemory.Free(Frame);
    }

    private byte* Emit(Action<Assembler> emit)
    {
        var assembler = new Assembler(64);
        emit(assembler);
        var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), (ulong)_next);
        byte* place = _next;
        _ = Append(stream.ToArray());
        return place;
    }

    private static void EmitEnter(Assembler a)
    {
        a.push(rbx);
        a.push(rbp);
        a.push(r12);
        a.push(r13);
        a.push(r14);
        a.push(r15);
        a.sub(rsp, 8);
        a.mov(r15, rdi);
        a.mov(r10, rdx);
        a.mov(r14, __qword_ptr[rsi + OffsetOf(nameof(NativeFrame.Remaining))]);
        a.mov(r11d, BranchConstant);
        for (int i = 0; i < XmmRegisters; i++)
        {
            a.movups(Xmm(i), __xmmword_ptr[r15 + XmmOffset + (16 * i)]);
        }

        a.ldmxcsr(__dword_ptr[r15 + MxcsrOffset]);
        a.push(__qword_ptr[rsi + OffsetOf(nameof(NativeFrame.HostFlags))]);
        a.popfq();
        a.mov(eax, __dword_ptr[r15]);
        a.mov(r13d, __dword_ptr[r15 + 4]);
        a.mov(edx, __dword_ptr[r15 + 8]);
        a.mov(ebx, __dword_ptr[r15 + 12]);
        a.mov(r12d, __dword_ptr[r15 + 16]);
        a.mov(ebp, __dword_ptr[r15 + 20]);
        a.mov(esi, __dword_ptr[r15 + 24]);
        a.mov(edi, __dword_ptr[r15 + 28]);
        a.jmp(r10);
    }

    private void EmitExit(Assembler a)
    {
        a.mov(__dword_ptr[r15], eax);
        a.mov(__dword_ptr[r15 + 4], r13d);
        a.mov(__dword_ptr[r15 + 8], edx);
        a.mov(__dword_ptr[r15 + 12], ebx);
        a.mov(__dword_ptr[r15 + 16], r12d);
        a.mov(__dword_ptr[r15 + 20], ebp);
        a.mov(__dword_ptr[r15 + 24], esi);
        a.mov(__dword_ptr[r15 + 28], edi);
        for (int i = 0; i < XmmRegisters; i++)
        {
            a.movups(__xmmword_ptr[r15 + XmmOffset + (16 * i)], Xmm(i));
        }

        a.stmxcsr(__dword_ptr[r15 + MxcsrOffset]);
        a.mov(rcx, (long)Frame);
        a.ldmxcsr(__dword_ptr[rcx + OffsetOf(nameof(NativeFrame.HostMxcsr))]);
        a.pushfq();
        a.pop(__qword_ptr[rcx + OffsetOf(nameof(NativeFrame.HostFlags))]);
        a.mov(__qword_ptr[rcx + OffsetOf(nameof(NativeFrame.Remaining))], r14);
        a.mov(__qword_ptr[rcx + OffsetOf(nameof(NativeFrame.Reason))], r9);
        a.mov(__qword_ptr[rcx + OffsetOf(nameof(NativeFrame.Value))], r10);
        a.add(rsp, 8);
        a.pop(r15);
        a.pop(r14);
        a.pop(r13);
        a.pop(r12);
        a.pop(rbp);
        a.pop(rbx);
        a.ret();
    }

    private void EmitFaultExit(Assembler a)
    {
        a.mov(r9d, NativeExit.Fault);
        a.jmp((ulong)Exit);
    }

    private static AssemblerRegisterXMM Xmm(int number) => new(Register.XMM0 + number);

    private static int OffsetOf(string field) => (int)Marshal.OffsetOf<NativeFrame>(field);
}
