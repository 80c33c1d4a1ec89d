using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.CppTables;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>What a C++ runtime does for programs of Microsoft's compilers and of clang for their ABI: throw, and the handler of frames that have something to destroy or to catch.</summary>
/// <remarks>
/// <code>
/// guard, at the head of the chain while a catch block runs:
/// +0 next registration   +4 handler   +8 frame   +12 object   +16 throw information   +20 the frame's stack pointer   +24 whether it was thrown again
/// </code>
/// Both passes are the kernel's: RtlRaiseException asks along FS:[0], RtlUnwind tells the frames below the one that catches. No register but EBP and ESP is trusted behind RtlUnwind.
/// Sources: the tables that clang 16 writes for i386-pc-win32, "Reversing Microsoft Visual C++" (openrce.org, articles 21 and 23).
/// </remarks>
internal sealed class CppRuntime
{
    private const int CxxException = unchecked((int)0xE06D_7363);
    private const int Noncontinuable = 1;
    private const int Unwinding = 6;
    private const int ContinueSearch = 1;

    private const int GuardFrame = 8;
    private const int GuardObject = 12;
    private const int GuardThrow = 16;
    private const int GuardStack = 20;
    private const int GuardThrownAgain = 24;
    private const int GuardBytes = 28;

    private readonly ProgramText _t;
    private readonly GuestRoutine _frameHandler;
    private readonly GuestRoutine _guardHandler;
    private readonly GuestRoutine _localUnwind;
    private readonly GuestRoutine _findCatch;
    private readonly GuestRoutine _enterCatch;
    private readonly GuestRoutine _destroy;

    public CppRuntime(ProgramText text)
    {
        _t = text;
        Throw = text.Routine("throw");
        _frameHandler = text.Routine("frame-handler");
        _guardHandler = text.Routine("guard-handler");
        _localUnwind = text.Routine("local-unwind");
        _findCatch = text.Routine("find-catch");
        _enterCatch = text.Routine("enter-catch");
        _destroy = text.Routine("destroy");
    }

    /// <summary>Throws: (object, throw information), both 0 to throw again what is being caught.</summary>
    public GuestRoutine Throw { get; }

    private Assembler C => _t.C;

    /// <summary>Writes a function with a frame of C++.</summary>
    /// <param name="function">The function, which takes no arguments and keeps EBX, ESI, EDI and EBP.</param>
    /// <param name="information">Its FuncInfo.</param>
    /// <param name="localBytes">Bytes of locals below <see cref="FirstLocal"/>.</param>
    /// <param name="body">What it does.</param>
    public void Function(GuestRoutine function, uint information, int localBytes, Action body)
    {
        GuestRoutine thunk = _t.Routine("thunk");
        thunk.Begin();
        C.mov(eax, information);
        C.jmp(_frameHandler.Label);
        function.Begin();
        C.push(ebp);
        C.mov(ebp, esp);
        C.push(-1);
        C.push(At(thunk.Cell));
        C.push(__dword_ptr.fs[0]);
        C.mov(__dword_ptr.fs[0], esp);
        C.sub(esp, 4 + localBytes);
        C.push(ebx);
        C.push(esi);
        C.push(edi);
        C.mov(__dword_ptr[ebp + SavedStack], esp);
        body();
        C.mov(ecx, __dword_ptr[ebp + Registration]);
        C.mov(__dword_ptr.fs[0], ecx);
        C.pop(edi);
        C.pop(esi);
        C.pop(ebx);
        C.mov(esp, ebp);
        C.pop(ebp);
        C.ret();
    }

    /// <summary>Says in which state a function is: what is to be destroyed, and which try blocks it is in.</summary>
    public void State(int state) => C.mov(__dword_ptr[ebp + StatePlace], state);

    /// <summary>Writes the block of a catch, which goes on at a place of its function.</summary>
    public void Catch(GuestRoutine block, GuestRoutine behind, Action body)
    {
        block.Begin();
        body();
        C.mov(eax, At(behind.Cell));
        C.ret();
    }

    /// <summary>Writes what destroys a local, or an object whose address is in ECX.</summary>
    public void Destructor(GuestRoutine destructor, Action body)
    {
        destructor.Begin();
        body();
        C.ret();
    }

    /// <summary>Writes the runtime's routines.</summary>
    public void EmitRoutines()
    {
        EmitThrow();
        EmitFrameHandler();
        EmitGuardHandler();
        EmitLocalUnwind();
        EmitFindCatch();
        EmitEnterCatch();
        EmitDestroy();
    }

    private void EmitThrow()
    {
        const int RecordBytes = 80;
        const int Version = 0x1993_0520;
        Throw.Begin();
        C.push(ebp);
        C.mov(ebp, esp);
        C.sub(esp, RecordBytes);
        C.mov(__dword_ptr[ebp - RecordBytes], CxxException);
        C.mov(__dword_ptr[ebp - RecordBytes + 4], Noncontinuable);
        C.mov(__dword_ptr[ebp - RecordBytes + 8], 0);
        C.mov(__dword_ptr[ebp - RecordBytes + 16], 3);
        C.mov(__dword_ptr[ebp - RecordBytes + RecordVersion], Version);
        C.mov(eax, Argument(0));
        C.mov(__dword_ptr[ebp - RecordBytes + RecordObject], eax);
        C.mov(eax, Argument(1));
        C.mov(__dword_ptr[ebp - RecordBytes + RecordThrow], eax);
        C.lea(eax, __[ebp - RecordBytes]);
        _t.Call("RtlRaiseException", eax);
        C.ud2();
    }

    /// <summary>Tables in EAX; (record, frame, context, dispatcher context).</summary>
    private void EmitFrameHandler()
    {
        (Label search, Label done) = (C.CreateLabel(), C.CreateLabel());
        _frameHandler.Begin();
        C.push(ebp);
        C.mov(ebp, esp);
        C.push(ebx);
        C.push(esi);
        C.push(edi);
        C.mov(edi, eax);
        C.mov(esi, Argument(0));
        C.mov(ebx, Argument(1));
        C.test(__dword_ptr[esi + 4], Unwinding);
        C.je(search);
        _t.Program.Call(_localUnwind, ebx, edi, -1);
        C.jmp(done);
        C.Mark(ref search);
        C.cmp(__dword_ptr[esi], CxxException);
        C.jne(done);
        _t.Program.Call(_findCatch, esi, ebx, edi);
        C.Mark(ref done);
        C.mov(eax, ContinueSearch);
        C.pop(edi);
        C.pop(esi);
        C.pop(ebx);
        C.pop(ebp);
        C.ret();
    }

    /// <summary>An exception comes out of a catch block: one that is thrown again becomes what was caught; when the block goes, so does what it caught.</summary>
    private void EmitGuardHandler() => _t.Handler(_guardHandler, () =>
    {
        (Label search, Label done) = (C.CreateLabel(), C.CreateLabel());
        C.test(__dword_ptr[esi + 4], Unwinding);
        C.je(search);
        C.mov(eax, __dword_ptr[ebx + GuardFrame]);
        C.mov(ecx, __dword_ptr[ebx + GuardStack]);
        C.mov(__dword_ptr[eax - 4], ecx);
        _t.Program.Call(_destroy, ebx);
        C.jmp(done);
        C.Mark(ref search);
        C.cmp(__dword_ptr[esi], CxxException);
        C.jne(done);
        C.cmp(__dword_ptr[esi + RecordThrow], 0);
        C.jne(done);
        C.mov(eax, __dword_ptr[ebx + GuardObject]);
        C.mov(__dword_ptr[esi + RecordObject], eax);
        C.mov(eax, __dword_ptr[ebx + GuardThrow]);
        C.mov(__dword_ptr[esi + RecordThrow], eax);
        C.mov(__dword_ptr[ebx + GuardThrownAgain], 1);
        C.Mark(ref done);
        C.mov(eax, ContinueSearch);
    });

    /// <summary>(frame, tables, state): destroys until the frame is in a state.</summary>
    private void EmitLocalUnwind() => _t.Callback(_localUnwind, 3, () =>
    {
        (Label next, Label done) = (C.CreateLabel(), C.CreateLabel());
        C.push(ebx);
        C.Mark(ref next);
        C.mov(ebx, Argument(0));
        C.mov(eax, __dword_ptr[ebx + FrameState]);
        C.cmp(eax, Argument(2));
        C.je(done);
        C.mov(ecx, Argument(1));
        C.mov(ecx, __dword_ptr[ecx + FuncUnwindMap]);
        C.lea(ecx, __[ecx + (eax * 8)]);
        C.mov(eax, __dword_ptr[ecx]);
        C.mov(__dword_ptr[ebx + FrameState], eax);
        C.mov(ecx, __dword_ptr[ecx + 4]);
        C.test(ecx, ecx);
        C.je(next);
        C.push(ebp);
        C.lea(ebp, __[ebx + FrameBase]);
        C.call(ecx);
        C.pop(ebp);
        C.jmp(next);
        C.Mark(ref done);
        C.pop(ebx);
    });

    /// <summary>(record, frame, tables): enters the first catch block that takes the object, or returns. ESI walks the try blocks, EDI the catches of one, EBX the object's types.</summary>
    private void EmitFindCatch() => _t.Callback(_findCatch, 3, () =>
    {
        (Label nextTry, Label skipTry, Label done) = (C.CreateLabel(), C.CreateLabel(), C.CreateLabel());
        C.push(ebx);
        C.push(esi);
        C.push(edi);
        C.mov(eax, Argument(2));
        C.mov(esi, __dword_ptr[eax + FuncTryMap]);
        C.push(__dword_ptr[eax + FuncTryCount]);
        C.Mark(ref nextTry);
        C.sub(__dword_ptr[esp], 1);
        C.js(done);
        C.mov(eax, Argument(1));
        C.mov(eax, __dword_ptr[eax + FrameState]);
        C.cmp(eax, __dword_ptr[esi + TryLow]);
        C.jl(skipTry);
        C.cmp(eax, __dword_ptr[esi + TryHigh]);
        C.jg(skipTry);
        EmitSearchCatches();
        C.Mark(ref skipTry);
        C.add(esi, TryBytes);
        C.jmp(nextTry);
        C.Mark(ref done);
        C.pop(eax);
        C.pop(edi);
        C.pop(esi);
        C.pop(ebx);
    });

    private void EmitSearchCatches()
    {
        (Label nextCatch, Label nextType, Label none, Label found, Label done) = (C.CreateLabel(), C.CreateLabel(), C.CreateLabel(), C.CreateLabel(), C.CreateLabel());
        C.mov(edi, __dword_ptr[esi + TryCatches]);
        C.push(__dword_ptr[esi + TryCatchCount]);
        C.Mark(ref nextCatch);
        C.sub(__dword_ptr[esp], 1);
        C.js(done);
        C.mov(eax, Argument(0));
        C.mov(eax, __dword_ptr[eax + RecordThrow]);
        C.mov(ebx, __dword_ptr[eax + ThrowTypes]);
        C.mov(ecx, __dword_ptr[ebx]);
        C.Mark(ref nextType);
        C.sub(ecx, 1);
        C.js(none);
        C.add(ebx, 4);
        C.mov(edx, __dword_ptr[edi + CatchType]);
        C.test(edx, edx);
        C.je(found);
        C.mov(eax, __dword_ptr[ebx]);
        C.cmp(edx, __dword_ptr[eax + CatchableType]);
        C.jne(nextType);
        C.Mark(ref found);
        _t.Program.Call(_enterCatch, Argument(0), Argument(1), Argument(2), esi, edi, __dword_ptr[ebx]);
        C.Mark(ref none);
        C.add(edi, CatchBytes);
        C.jmp(nextCatch);
        C.Mark(ref done);
        C.pop(eax);
    }

    /// <summary>(record, frame, tables, try block, catch, type): does not return, but goes on in the frame. The guard lies at the end of its own frame.</summary>
    private void EmitEnterCatch() => _t.Callback(_enterCatch, 6, () =>
    {
        C.sub(esp, GuardBytes);
        EmitCopy();
        C.push(ebp);
        _t.Call("RtlUnwind", Argument(1), 0, Argument(0), 0);
        C.pop(ebp);
        C.mov(ebx, Argument(3));
        _t.Program.Call(_localUnwind, Argument(1), Argument(2), __dword_ptr[ebx + TryLow]);
        EmitGuard();
        C.mov(eax, Argument(4));
        C.push(ebp);
        C.lea(ebp, __[ecx + FrameBase]);
        C.call(__dword_ptr[eax + CatchBlock]);
        C.pop(ebp);
        C.push(eax);
        C.lea(eax, __[ebp - GuardBytes]);
        C.mov(ecx, __dword_ptr[eax]);
        C.mov(__dword_ptr.fs[0], ecx);
        _t.Program.Call(_destroy, eax);
        C.pop(eax);
        C.mov(ecx, Argument(1));
        C.mov(esp, __dword_ptr[ebp - GuardBytes + GuardStack]);
        C.mov(__dword_ptr[ecx - 4], esp);
        C.lea(ebp, __[ecx + FrameBase]);
        C.jmp(eax);
    });

    /// <summary>Gives the catch block its variable: the object's value, or its address.</summary>
    private void EmitCopy()
    {
        (Label value, Label done) = (C.CreateLabel(), C.CreateLabel());
        C.mov(eax, Argument(4));
        C.mov(edi, __dword_ptr[eax + CatchPlace]);
        C.test(edi, edi);
        C.je(done);
        C.add(edi, Argument(1));
        C.add(edi, FrameBase);
        C.mov(ecx, Argument(0));
        C.mov(esi, __dword_ptr[ecx + RecordObject]);
        C.mov(edx, Argument(5));
        C.add(esi, __dword_ptr[edx + CatchableOffset]);
        C.test(__dword_ptr[eax + CatchFlags], CatchByReference);
        C.je(value);
        C.mov(__dword_ptr[edi], esi);
        C.jmp(done);
        C.Mark(ref value);
        C.mov(ecx, __dword_ptr[edx + CatchableBytes]);
        C.cld();
        C.rep.movsb();
        C.Mark(ref done);
    }

    /// <summary>Brings the frame, which ECX is at then, into its catch block's state, and makes the guard the head of the chain.</summary>
    private void EmitGuard()
    {
        C.mov(ecx, Argument(1));
        C.mov(eax, Argument(3));
        C.mov(eax, __dword_ptr[eax + TryHigh]);
        C.inc(eax);
        C.mov(__dword_ptr[ecx + FrameState], eax);
        C.lea(ebx, __[ebp - GuardBytes]);
        C.mov(eax, __dword_ptr.fs[0]);
        C.mov(__dword_ptr[ebx], eax);
        C.mov(eax, At(_guardHandler.Cell));
        C.mov(__dword_ptr[ebx + 4], eax);
        C.mov(__dword_ptr[ebx + GuardFrame], ecx);
        C.mov(edx, Argument(0));
        C.mov(eax, __dword_ptr[edx + RecordObject]);
        C.mov(__dword_ptr[ebx + GuardObject], eax);
        C.mov(eax, __dword_ptr[edx + RecordThrow]);
        C.mov(__dword_ptr[ebx + GuardThrow], eax);
        C.mov(eax, __dword_ptr[ecx - 4]);
        C.mov(__dword_ptr[ebx + GuardStack], eax);
        C.mov(__dword_ptr[ebx + GuardThrownAgain], 0);
        C.mov(__dword_ptr.fs[0], ebx);
    }

    /// <summary>(guard): destroys the object that its block has caught, unless it was thrown again.</summary>
    private void EmitDestroy() => _t.Callback(_destroy, 1, () =>
    {
        Label done = C.CreateLabel();
        C.mov(eax, Argument(0));
        C.cmp(__dword_ptr[eax + GuardThrownAgain], 0);
        C.jne(done);
        C.mov(edx, __dword_ptr[eax + GuardThrow]);
        C.mov(edx, __dword_ptr[edx + ThrowDestructor]);
        C.test(edx, edx);
        C.je(done);
        C.mov(ecx, __dword_ptr[eax + GuardObject]);
        C.call(edx);
        C.Mark(ref done);
    });
}
