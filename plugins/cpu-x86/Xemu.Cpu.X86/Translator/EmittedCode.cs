using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.State;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Code memory with the ways in and out, and the traces in it.</summary>
[Derived("translated again after a restore")]
internal sealed unsafe class EmittedCode : IDisposable
{
    /// <summary>Bytes at the start of a trace that <see cref="Redirect"/> overwrites.</summary>
    public const int RedirectionBytes = 5;

    private const int ApproximationBytes = 17 << 10;
    private const int RegionCount = 8;
    private const int IndexBits = 20;
    private const int XmmRegisters = 8;

    /// <summary>MXCSR as the ABI has it at the start of a program, and as .NET expects it: everything masked, rounding to nearest.</summary>
    private const uint HostMxcsr = 0x1F80;

    private static readonly int XmmOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Xmm));
    private static readonly int MxcsrOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Mxcsr));
    private static readonly int EipOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Eip));

    private readonly CodeMemory _memory;
    private readonly IDisposable _faults;
    private readonly nint[] _functions;
    private readonly CodeRegion[] _regions = new CodeRegion[RegionCount];
    private int _active;
    private byte* _next;

    public EmittedCode(nuint bytes, bool isDual)
    {
        _memory = new CodeMemory(bytes, isDual, isLow: true);
        Frame = (NativeFrame*)NativeMemory.AllocZeroed((nuint)sizeof(NativeFrame));
        Frame->HostMxcsr = HostMxcsr;
        _next = _memory.Base;

        // What the jump table's empty entries lead to stands first: EIP is in R8D.
        Emit(a =>
        {
            a.mov(__dword_ptr[r15 + EipOffset], r8d);
            a.mov(r9d, NativeExit.Link);
            a.mov(r10d, 0);
            EmitExit(a);
        });
        ExitLink = EmitReason(NativeExit.Link);
        ExitInterpret = EmitReason(NativeExit.Interpret);
        ExitRefused = EmitReason(NativeExit.Refused);
        byte* faultExit = EmitReason(NativeExit.Fault);
        Enter = (delegate* unmanaged<CpuState*, NativeFrame*, byte*, void>)Emit(EmitEnter);
        _functions = [.. X87Functions.All.Select(function => (nint)Emit(a => X87FunctionStub.Emit(a, function, Frame, ExitInterpret)))];
        StoreEnvironment = Emit(a => X87FunctionStub.EmitStoreEnvironment(a, Frame));
        LoadEnvironment = Emit(a => X87FunctionStub.EmitLoadEnvironment(a, Frame, ExitInterpret));
        Data = _next;
        ApproximationData.Make().CopyTo(new Span<byte>(_memory.WritableOf(_next), ApproximationBytes));
        _next += ApproximationBytes;
        nuint regionBytes = (nuint)(_memory.Base + _memory.Size - _next) / RegionCount & ~(nuint)15;
        for (int i = 0; i < RegionCount; i++)
        {
            _regions[i] = new CodeRegion(_next + ((nuint)i * regionBytes), regionBytes);
        }

        _faults = FaultCatcher.Register(_memory.Base, _memory.Size, faultExit, &Frame->Fault);
    }

    public NativeFrame* Frame { get; }

    /// <summary>Where traces leave; see <see cref="NativeExit"/>. R10 is the value.</summary>
    public byte* ExitLink { get; }

    public byte* ExitInterpret { get; }

    public byte* ExitRefused { get; }

    public delegate* unmanaged<CpuState*, NativeFrame*, byte*, void> Enter { get; }

    /// <summary>Where a transcendental instruction calls, or null.</summary>
    public byte* FunctionOf(Mnemonic mnemonic)
    {
        for (int i = 0; i < X87Functions.All.Length; i++)
        {
            if (X87Functions.All[i].Mnemonic == mnemonic)
            {
                return (byte*)_functions[i];
            }
        }

        return null;
    }

    /// <summary>Where FNSTENV calls; the image is then in <see cref="X87Call.Environment"/>.</summary>
    public byte* StoreEnvironment { get; }

    /// <summary>Where FLDENV calls, with its image there.</summary>
    public byte* LoadEnvironment { get; }

    /// <summary>What is added to an entry of the jump table.</summary>
    public int JumpBase => (int)_memory.Base;

    /// <summary>The <see cref="ApproximationData"/>, in the lower 2 GiB as all code.</summary>
    public byte* Data { get; }

    /// <summary>The number of the trace that is appended next.</summary>
    public int NextNumber => (_active << IndexBits) | Active.Count;

    /// <summary>Where traces are appended.</summary>
    public CodeRegion Active => _regions[_active];

    /// <summary>Bytes of all traces.</summary>
    public long BytesUsed => _regions.Sum(static region => region.Next - region.Start);

    /// <summary>Bytes of what is known of them.</summary>
    public long RecordBytesUsed => _regions.Sum(static region => region.Records.Used);

    /// <summary>Regions emptied to make room.</summary>
    [Derived("statistics")]
    public ulong Evictions { get; private set; }

    /// <summary>Jumps led from one trace straight to another.</summary>
    [Derived("statistics")]
    public ulong Links { get; private set; }

    /// <summary>Appends code.</summary>
    /// <returns>Where it stands.</returns>
    public byte* Append(X64Writer code)
    {
        byte* place = Active.Next;
        code.CopyTo(_memory.WritableOf(place), place);
        Active.Advance(code.Length);
        return place;
    }

    public NativeTrace* Trace(int number) => _regions[number >> IndexBits][number & ((1 << IndexBits) - 1)];

    /// <summary>The trace whose code holds an address.</summary>
    public NativeTrace* Find(byte* address)
    {
        int region = 0;
        while (!_regions[region].Contains(address))
        {
            region++;
        }

        return _regions[region].Find(address);
    }

    /// <summary>Makes room by emptying the region that was filled longest ago. What leads into it from elsewhere leads to the dispatcher again, but for jump tables.</summary>
    public void Evict()
    {
        _active = (_active + 1) % RegionCount;
        CodeRegion region = Active;
        if (region.Count == 0)
        {
            return;
        }

        Evictions++;
        for (int i = 0; i < region.Count; i++)
        {
            Forget(region[i], region);
        }

        foreach (CodeRegion other in _regions)
        {
            for (int i = 0; i < other.Count && other != region; i++)
            {
                RemoveIncoming(other[i], region);
            }
        }

        region.Clear();
    }

    /// <summary>Leads a jump that left for the dispatcher straight to a trace.</summary>
    public void Patch(byte* jump, NativeTrace* target)
    {
        const byte ConditionalEscape = 0x0F;
        byte* displacement = jump + (*_memory.WritableOf(jump) == ConditionalEscape ? 2 : 1);
        if (Note(displacement, *(int*)_memory.WritableOf(displacement), target))
        {
            Links++;
            SetTarget(displacement, target->Start);
        }
    }

    /// <summary>Sends whoever enters a trace to another one of the same instructions.</summary>
    public void Redirect(NativeTrace* from, NativeTrace* to)
    {
        Refuse(from);
        byte* displacement = from->Start + 1;
        if (Note(displacement, *(int*)_memory.WritableOf(displacement), to))
        {
            SetTarget(displacement, to->Start);
        }
    }

    /// <summary>Sends whoever enters a trace to the dispatcher; jumps that were led to it can be led elsewhere again.</summary>
    public void Refuse(NativeTrace* trace)
    {
        const byte JumpNear = 0xE9;
        for (IncomingJump* jump = trace->Incoming; jump != null; jump = jump->Next)
        {
            *(int*)_memory.WritableOf(jump->Displacement) = jump->Before;
        }

        trace->Incoming = null;
        *_memory.WritableOf(trace->Start) = JumpNear;
        SetTarget(trace->Start + 1, trace->Refusal);
    }

    /// <summary>Forgets every trace; blocks are forgotten too.</summary>
    public void Reset()
    {
        Array.ForEach(_regions, static region => region.Clear());
        _active = 0;
    }

    public void Dispose()
    {
        _faults.Dispose();
        _memory.Dispose();
        NativeMemory.Free(Frame);
        Array.ForEach(_regions, static region => region.Dispose());
    }

    private static void RemoveLinks(Block* block, NativeTrace* trace)
    {
        TraceLink** link = &block->Traces;
        while (*link != null)
        {
            if ((*link)->Trace == trace)
            {
                *link = (*link)->Next;
            }
            else
            {
                link = &(*link)->Next;
            }
        }
    }

    private static void RemoveIncoming(NativeTrace* trace, CodeRegion from)
    {
        IncomingJump** jump = &trace->Incoming;
        while (*jump != null)
        {
            if (from.Contains((*jump)->Displacement))
            {
                *jump = (*jump)->Next;
            }
            else
            {
                jump = &(*jump)->Next;
            }
        }
    }

    private void Forget(NativeTrace* trace, CodeRegion region)
    {
        if (trace->Head->Native == trace)
        {
            trace->Head->Native = null;
        }

        for (int i = 0; i < trace->Count; i++)
        {
            RemoveLinks(trace->Items[i].Block, trace);
        }

        for (IncomingJump* jump = trace->Incoming; jump != null; jump = jump->Next)
        {
            if (!region.Contains(jump->Displacement))
            {
                *(int*)_memory.WritableOf(jump->Displacement) = jump->Before;
            }
        }
    }

    /// <summary>Notes that a jump is led to a trace. False: no room, so it is left as it is.</summary>
    private bool Note(byte* displacement, int before, NativeTrace* target)
    {
        Arena records = _regions[target->Number >> IndexBits].Records;
        if (!records.HasRoom((nuint)sizeof(IncomingJump)))
        {
            return false;
        }

        var jump = (IncomingJump*)records.Take((nuint)sizeof(IncomingJump), alignment: 8);
        jump->Displacement = displacement;
        jump->Before = before;
        jump->Next = target->Incoming;
        target->Incoming = jump;
        return true;
    }

    private void SetTarget(byte* displacement, byte* target) => *(int*)_memory.WritableOf(displacement) = (int)(target - (displacement + 4));

    private byte* Emit(Action<Assembler> emit)
    {
        var assembler = new Assembler(64);
        emit(assembler);
        var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), (ulong)_next);
        byte* place = _next;
        byte[] bytes = stream.ToArray();
        bytes.CopyTo(new Span<byte>(_memory.WritableOf(place), bytes.Length));
        _next = (byte*)(((nuint)place + (nuint)bytes.Length + 15) & ~(nuint)15);
        return place;
    }

    private byte* EmitReason(int reason) => Emit(a =>
    {
        a.mov(r9d, reason);
        EmitExit(a);
    });

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
        a.mov(r13, __qword_ptr[rsi + OffsetOf(nameof(NativeFrame.Jumps))]);
        a.mov(r11d, HostRegister.ShiftCount);
        for (int i = 0; i < XmmRegisters; i++)
        {
            a.movups(Xmm(i), __xmmword_ptr[r15 + XmmOffset + (16 * i)]);
        }

        a.ldmxcsr(__dword_ptr[r15 + MxcsrOffset]);
        a.mov(rax, __qword_ptr[rsi + OffsetOf(nameof(NativeFrame.Flags))]);
        a.mov(ecx, __dword_ptr[r15 + 4]);
        a.mov(edx, __dword_ptr[r15 + 8]);
        a.mov(ebx, __dword_ptr[r15 + 12]);
        a.mov(r12d, __dword_ptr[r15 + 16]);
        a.mov(ebp, __dword_ptr[r15 + 20]);
        a.mov(esi, __dword_ptr[r15 + 24]);
        a.mov(edi, __dword_ptr[r15 + 28]);

        // 1 + 0x7F overflows, 0 + 0x7F does not.
        a.add(al, 0x7F);
        a.sahf();
        a.mov(eax, __dword_ptr[r15]);
        a.jmp(r10);
    }

    private void EmitExit(Assembler a)
    {
        a.mov(__dword_ptr[r15], eax);
        a.lahf();
        a.seto(al);
        a.mov(__dword_ptr[r15 + 4], ecx);
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
        a.mov(__qword_ptr[rcx + OffsetOf(nameof(NativeFrame.Flags))], rax);
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

    public static AssemblerRegisterXMM Xmm(int number) => new(Register.XMM0 + number);

    private static int OffsetOf(string field) => (int)Marshal.OffsetOf<NativeFrame>(field);
}
