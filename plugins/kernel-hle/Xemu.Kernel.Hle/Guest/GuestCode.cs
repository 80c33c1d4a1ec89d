using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <summary>The kernel's code in guest memory: entry, traps, and a stub for each export. It is assembled when the machine is made, the same bytes each time.</summary>
/// <remarks>
/// <para>A call of an export pushes the registers and writes their address to a port; the platform serves the call within that write, and the stub returns. So a
/// call that needs nothing else costs one port access, and interrupts stay as they were.</para>
/// <para>Everything that may change the thread goes through the trap code instead: interrupts off, a frame that IRETD takes, a port, then whatever frame the platform names.
/// The platform sends a call there by replacing its return address.</para>
/// </remarks>
internal sealed class GuestCode
{
    /// <summary>PUSHF's interrupt flag.</summary>
    public const uint InterruptFlag = 0x200;

    /// <summary>FS-relative places in the processor control region.</summary>
    internal const uint PcrIrql = 0x24;
    internal const uint PcrCurrentThread = 0x28;

    private const uint StartBytes = 0x80;
    private const uint MainCode = KernelLayout.Code + StartBytes;

    /// <summary>PG, WP, NE, MP and PE: read-only pages are so for the kernel as well, and floating-point errors are exceptions.</summary>
    private const uint Cr0Wanted = 0x8001_0033;

    /// <summary>PSE, OSFXSR and OSXMMEXCPT.</summary>
    private const uint Cr4Wanted = 0x0000_0610;

    /// <summary>Above it lies the idle thread's floating-point state.</summary>
    private const uint IdleStackReserve = 0x400;

    private readonly Assembler _code = new(32);
    private readonly ExportTable _exports;
    private readonly ushort _port;
    private readonly Dictionary<string, Label> _exportLabels = new(StringComparer.Ordinal);
    private Label _hypercall;
    private Label _trap;
    private Label _resume;
    private Label _idle;
    private Label _callbackReturn;
    private Label _waitable;
    private Label _dispatch;
    private Label _flush;
    private Label _fault;
    private Label _halt;
    private Label _exceptionTrap;
    private Label _threadExit;
    private Label _suspend;
    private Label _suspendKernel;
    private Label _handlerReturn;
    private Label _freeApc;
    private Label _timerDpc;
    private Label _unknown;
    private Label _doubleFault;
    private readonly Label[] _vectors = new Label[256];

    /// <summary>Assembles it.</summary>
    /// <param name="exports">The exports; their addresses are filled in.</param>
    /// <param name="port">The first of the two ports that call the platform, of 4 bytes each.</param>
    public GuestCode(ExportTable exports, ushort port)
    {
        _exports = exports;
        _port = port;
        _hypercall = _code.CreateLabel();
        _trap = _code.CreateLabel();
        _resume = _code.CreateLabel();
        foreach (ExportRow row in exports.Routines)
        {
            _exportLabels.Add(row.Name, _code.CreateLabel());
        }

        EmitEntry();
        EmitHypercall();
        EmitTraps();
        EmitVectors();
        EmitThreads();
        EmitExports();
        Assemble();
    }

    /// <summary>The bytes, which lie at <see cref="KernelLayout.Code"/>.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Physical address at which the machine starts, paging off.</summary>
    public static uint Entry => KernelLayout.Physical(KernelLayout.Code);

    /// <summary>The idle thread's loop.</summary>
    public uint Idle { get; private set; }

    /// <summary>Where routines return that the platform has called.</summary>
    public uint CallbackReturn { get; private set; }

    /// <summary>Where a call goes that is to be made again in a way that lets the thread wait.</summary>
    public uint Waitable { get; private set; }

    /// <summary>Where a call goes that has made something of higher priority ready; ECX holds where it goes on.</summary>
    public uint Dispatch { get; private set; }

    /// <summary>Where a call goes that has changed translations; ECX holds where it goes on.</summary>
    public uint Flush { get; private set; }

    /// <summary>Where a call goes that met an address which is not there.</summary>
    public uint Fault { get; private set; }

    /// <summary>Where the processor stands still after a bugcheck.</summary>
    public uint Halt { get; private set; }

    /// <summary>Where a thread's routine returns.</summary>
    public uint ThreadExit { get; private set; }

    /// <summary>The normal routine of a thread's suspend APC.</summary>
    public uint SuspendRoutine { get; private set; }

    /// <summary>The kernel routine of a thread's suspend APC: it does nothing.</summary>
    public uint SuspendKernelRoutine { get; private set; }

    /// <summary>The kernel routine of an APC that is pool: it frees it.</summary>
    public uint FreeApcRoutine { get; private set; }

    /// <summary>The deferred routine of a timer with an APC: it queues the APC that is its context.</summary>
    public uint TimerDpcRoutine { get; private set; }

    /// <summary>Where handlers of exceptions return, which leave their four arguments on the stack.</summary>
    public uint HandlerReturn { get; private set; }

    /// <summary>The stub of imports that no kernel exports.</summary>
    public uint Unknown { get; private set; }

    /// <summary>Where the double fault's task starts.</summary>
    public uint DoubleFault { get; private set; }

    /// <summary>The handlers of the 256 vectors.</summary>
    public uint[] Vectors { get; } = new uint[256];

    /// <summary>The first instructions, which run at their physical address until paging is on, and then jump to the rest.</summary>
    private static byte[] AssembleStart()
    {
        var code = new Assembler(32);
        code.mov(eax, BootTables.StartDirectory);
        code.mov(cr3, eax);
        code.mov(eax, Cr4Wanted);
        code.mov(cr4, eax);
        code.mov(eax, Cr0Wanted);
        code.mov(cr0, eax);
        code.lgdt(__[BootTables.GdtPointer]);
        code.lidt(__[BootTables.IdtPointer]);
        code.AddInstruction(Instruction.CreateBranch(Iced.Intel.Code.Jmp_ptr1632, KernelLayout.CodeSelector, MainCode));
        using var stream = new MemoryStream();
        _ = code.Assemble(new StreamCodeWriter(stream), KernelLayout.Code);
        byte[] bytes = new byte[StartBytes];
        stream.ToArray().CopyTo(bytes, 0);
        return bytes;
    }

    private void EmitEntry()
    {
        _code.mov(eax, (uint)KernelLayout.DataSelector);
        _code.mov(ds, eax);
        _code.mov(ecx, KernelLayout.PageDirectory);
        _code.mov(cr3, ecx);
        _code.mov(es, eax);
        _code.mov(ss, eax);
        _code.mov(eax, (uint)KernelLayout.PcrSelector);
        _code.mov(fs, eax);
        _code.xor(eax, eax);
        _code.mov(gs, eax);
        _code.lldt(ax);
        _code.mov(eax, (uint)KernelLayout.TssSelector);
        _code.ltr(ax);
        _code.fninit();
        _code.mov(esp, KernelLayout.IdleStackTop - IdleStackReserve);
        PushTrap(TrapCode.Start, errorCode: true);
        _code.jmp(_trap);
    }

    /// <summary>Pushes EFLAGS, CS, EIP (0: the platform fills it in), an error code and a reason.</summary>
    private void PushTrap(uint code, bool errorCode)
    {
        _code.pushfd();
        _code.cli();
        _code.push(cs);
        _code.push(0);
        if (errorCode)
        {
            _code.push(0);
        }

        _code.push((int)code);
    }

    private void EmitHypercall()
    {
        _code.Label(ref _hypercall);
        _code.pushad();
        _code.mov(eax, esp);
        _code.mov(edx, _port);
        _code.@out(dx, eax);
        _code.popad();
        _code.ret();
    }

    private void EmitTraps()
    {
        Label noSave = _code.CreateLabel();
        Label noLoad = _code.CreateLabel();
        Label noFlush = _code.CreateLabel();
        // An exception: its context has the floating-point state as well.
        Label trapped = _code.CreateLabel();
        _exceptionTrap = _code.CreateLabel();
        _code.Label(ref _exceptionTrap);
        _code.pushad();
        _code.mov(eax, __dword_ptr[ResumeSlot.CurrentFloating]);
        _code.fxsave(__[eax]);
        _code.mov(eax, cr2);
        _code.mov(__dword_ptr[esp + (int)TrapFrame.ExceptionList], eax);
        _code.jmp(trapped);

        _code.Label(ref _trap);
        _code.pushad();
        _code.Label(ref trapped);
        _code.mov(eax, esp);
        _code.mov(edx, _port + 4);
        _code.@out(dx, eax);

        _code.Label(ref _resume);
        _code.mov(eax, __dword_ptr[ResumeSlot.SaveFloating]);
        _code.test(eax, eax);
        _code.je(noSave);
        _code.fxsave(__[eax]);
        _code.Label(ref noSave);
        _code.mov(eax, __dword_ptr[ResumeSlot.LoadFloating]);
        _code.test(eax, eax);
        _code.je(noLoad);
        _code.fxrstor(__[eax]);
        _code.Label(ref noLoad);
        _code.cmp(__dword_ptr[ResumeSlot.FlushTranslations], 0);
        _code.je(noFlush);
        _code.mov(eax, cr3);
        _code.mov(cr3, eax);
        _code.Label(ref noFlush);
        _code.mov(esp, __dword_ptr[ResumeSlot.Frame]);
        _code.popad();
        _code.add(esp, 8);
        _code.iretd();

        // A routine that the platform called has returned; the platform's record of it is on the stack.
        _handlerReturn = _code.CreateLabel();
        _callbackReturn = _code.CreateLabel();
        _code.Label(ref _handlerReturn);
        _code.add(esp, 16);
        _code.Label(ref _callbackReturn);
        PushTrap(TrapCode.CallbackReturned, errorCode: true);
        _code.jmp(_trap);

        // EAX: trap code of the export. On the stack: return address and arguments, as at the call.
        _waitable = _code.CreateLabel();
        _code.Label(ref _waitable);
        _code.pushfd();
        _code.cli();
        _code.push(cs);
        _code.push(0);
        _code.push(0);
        _code.push(eax);
        _code.jmp(_trap);

        _dispatch = _code.CreateLabel();
        _code.Label(ref _dispatch);
        _code.pushfd();
        _code.cli();
        _code.push(cs);
        _code.push(ecx);
        _code.push(0);
        _code.push((int)TrapCode.Dispatch);
        _code.jmp(_trap);

        _unknown = _code.CreateLabel();
        _code.Label(ref _unknown);
        _code.mov(eax, TrapCode.Export + ExportTable.Count);
        _code.jmp(_waitable);

        _fault = _code.CreateLabel();
        _code.Label(ref _fault);
        PushTrap(TrapCode.Fault, errorCode: true);
        _code.jmp(_trap);

        _flush = _code.CreateLabel();
        _code.Label(ref _flush);
        _code.push(eax);
        _code.mov(eax, cr3);
        _code.mov(cr3, eax);
        _code.pop(eax);
        _code.jmp(ecx);

        _doubleFault = _code.CreateLabel();
        _code.Label(ref _doubleFault);

        // NT, which the task switch has set, would make IRETD go back there.
        _code.push(2);
        _code.popfd();
        PushTrap(8, errorCode: true);
        _code.jmp(_trap);
    }

    /// <summary>Intel SDM vol. 3, 6.3.1: vectors 8, 10 to 14 and 17 push an error code.</summary>
    private static bool HasErrorCode(int vector) => vector is 8 or (>= 10 and <= 14) or 17;

    private void EmitVectors()
    {
        for (int vector = 0; vector < 256; vector++)
        {
            _vectors[vector] = _code.CreateLabel();
            _code.Label(ref _vectors[vector]);
            if (!HasErrorCode(vector))
            {
                _code.push(0);
            }

            _code.push(vector);
            _code.jmp(vector is >= KernelLayout.InterruptVector and < KernelLayout.InterruptVector + 16 ? _trap : _exceptionTrap);
        }
    }

    private void EmitThreads()
    {
        _idle = _code.CreateLabel();
        Label again = _code.CreateLabel();
        _code.Label(ref _idle);
        _code.sti();
        _code.hlt();
        _code.jmp(_idle);

        _halt = _code.CreateLabel();
        _code.Label(ref _halt);
        _code.cli();
        _code.hlt();
        _code.jmp(_halt);

        // EAX holds the exit status that the thread's routine returned, if it returned.
        _threadExit = _code.CreateLabel();
        _code.Label(ref _threadExit);
        _code.push(eax);
        _code.call(_exportLabels["PsTerminateSystemThread"]);
        _code.Label(ref again);
        _code.jmp(again);

        _suspendKernel = _code.CreateLabel();
        _code.Label(ref _suspendKernel);
        _code.ret(20);

        // KernelRoutine(Apc, four pointers).
        _freeApc = _code.CreateLabel();
        _code.Label(ref _freeApc);
        _code.push(__dword_ptr[esp + 4]);
        _code.call(_exportLabels["ExFreePool"]);
        _code.ret(20);

        // DeferredRoutine(Dpc, DeferredContext, SystemArgument1, SystemArgument2); each push moves the next argument into its place.
        _timerDpc = _code.CreateLabel();
        _code.Label(ref _timerDpc);
        _code.push(0);
        _code.push(__dword_ptr[esp + 20]);
        _code.push(__dword_ptr[esp + 20]);
        _code.push(__dword_ptr[esp + 20]);
        _code.call(_exportLabels["KeInsertQueueApc"]);
        _code.ret(16);

        // NormalRoutine(NormalContext, SystemArgument1, SystemArgument2): waits until the thread is resumed.
        _suspend = _code.CreateLabel();
        _code.Label(ref _suspend);
        _code.mov(eax, __dword_ptr.fs[PcrCurrentThread]);
        _code.add(eax, (int)Kthread.SuspendSemaphore);
        _code.push(0);
        _code.push(0);
        _code.push(0);
        _code.push((int)WaitReason.Suspended);
        _code.push(eax);
        _code.call(_exportLabels["KeWaitForSingleObject"]);
        _code.ret(12);
    }

    private void EmitExports()
    {
        var native = new NativeExports(_code, _exportLabels, _hypercall);
        foreach (ExportRow row in _exports.Routines)
        {
            Label label = _exportLabels[row.Name];
            _code.Label(ref label);
            _exportLabels[row.Name] = label;
            if (native.TryEmit(row))
            {
                row.IsGuestCode = true;
                continue;
            }

            EmitStub(row);
        }
    }

    private void EmitStub(ExportRow row)
    {
        _code.mov(eax, (uint)row.Ordinal);
        _code.call(_hypercall);
        if (row.PoppedBytes == 0)
        {
            _code.ret();
        }
        else
        {
            _code.ret((ushort)row.PoppedBytes);
        }
    }

    private void Assemble()
    {
        using var stream = new MemoryStream();
        stream.Write(AssembleStart());
        AssemblerResult result = _code.Assemble(new StreamCodeWriter(stream), MainCode, BlockEncoderOptions.ReturnNewInstructionOffsets);
        Bytes = stream.ToArray();
        if (Bytes.Length > KernelLayout.CodeBytes - XcExports.RomBytes - FscExports.StateBytes)
        {
            throw new InvalidOperationException($"The kernel's code of {Bytes.Length} bytes does not fit.");
        }

        uint Rip(Label label) => (uint)result.GetLabelRIP(label);
        Idle = Rip(_idle);
        CallbackReturn = Rip(_callbackReturn);
        Waitable = Rip(_waitable);
        Dispatch = Rip(_dispatch);
        Flush = Rip(_flush);
        Fault = Rip(_fault);
        Unknown = Rip(_unknown);
        Halt = Rip(_halt);
        ThreadExit = Rip(_threadExit);
        SuspendRoutine = Rip(_suspend);
        SuspendKernelRoutine = Rip(_suspendKernel);
        HandlerReturn = Rip(_handlerReturn);
        FreeApcRoutine = Rip(_freeApc);
        TimerDpcRoutine = Rip(_timerDpc);
        DoubleFault = Rip(_doubleFault);
        for (int vector = 0; vector < Vectors.Length; vector++)
        {
            Vectors[vector] = Rip(_vectors[vector]);
        }

        foreach (ExportRow row in _exports.Routines)
        {
            row.Address = Rip(_exportLabels[row.Name]);
        }
    }
}
