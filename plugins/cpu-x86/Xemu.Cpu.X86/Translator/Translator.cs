using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86;

/// <summary>A Pentium III that translates what runs often to the host's own instructions; the rest is interpreted, in place.</summary>
/// <remarks>Only on Linux on x86-64 with BMI2; <see cref="IsSupported"/> tells.</remarks>
public sealed unsafe class Translator : Interpreter
{
    private const uint RunsUntilTranslated = 16;
    private const ulong MostRemaining = 1UL << 62;

    private readonly EmittedCode _code;
    private readonly NativeJumps _jumps = new();
    private readonly GuestWindows _windows;
    private readonly BlockTranslator _translator;

    [Derived("decided anew for each block")]
    private byte* _pending;

    [Derived("decided anew for each block")]
    private bool _isIndirect;

    [Derived("a number for each flush of the code memory")]
    private int _generation;

    [Derived("of the host's resources")]
    private bool _isDisposed;

    /// <summary>Makes a processor in its power-on state.</summary>
    /// <param name="options">Clock frequency, size of the code memory.</param>
    /// <param name="memory">Physical memory.</param>
    /// <param name="ports">I/O ports.</param>
    /// <param name="clock">What the time-stamp counter follows.</param>
    /// <param name="logger">The component's log.</param>
    public Translator(TranslatorOptions options, IAddressSpace memory, IAddressSpace ports, IClock clock, ILogger logger)
        : base((options ?? throw new ArgumentNullException(nameof(options))).ToCpuOptions(), memory, ports, clock, logger)
    {
        _code = new EmittedCode(State, (nuint)options.CodeCache.Bytes, options.WriteXorExecute);
        _windows = new GuestWindows(Host, MappingBudget.Process);
        _translator = new BlockTranslator(_code, _jumps);
        Host.Windows = _windows;
        Host.Code.Flushed = Forget;
    }

    /// <summary>Blocks translated since the processor was made.</summary>
    [Derived("statistics")]
    public ulong BlocksTranslated { get; private set; }

    /// <summary>Faults of emitted code: pages that a window learnt, registers of devices, code that writes to itself.</summary>
    [Derived("statistics")]
    public ulong Faults { get; private set; }

    /// <summary>Instructions that emitted code left to the interpreter.</summary>
    [Derived("statistics")]
    public ulong Interpretations { get; private set; }

    /// <summary>Bytes of emitted code.</summary>
    public long CodeBytesUsed => _code.BytesUsed;

    /// <summary>Whether this host can run it.</summary>
    /// <param name="reason">If not, why not: a sentence.</param>
    public static bool IsSupported(out string? reason)
    {
        if (!System.Runtime.Intrinsics.X86.Bmi2.X64.IsSupported)
        {
            reason = "x86.translator needs an x86-64 host with BMI2.";
            return false;
        }

        return FaultCatcher.IsSupported(out reason) && GuestWindow.IsSupported(out reason) && JumpTable.IsSupported(out reason);
    }

    private protected override void RunBlocks(CpuState* s, Block* block)
    {
        _windows.Leave();
        _pending = null;
        _isIndirect = false;
        while (true)
        {
            if (Ready(s, block) is { } native)
            {
                Link(native);
                RunNative(s, native.Start);
            }
            else
            {
                _pending = null;
                _isIndirect = false;
                RunPart(s, block, block->Count);
            }

            if (AttentionOf(s) != 0)
            {
                return;
            }

            int generation = _generation;
            block = Host.Code.Find(s);
            if (block == null || s->Count + block->Count > s->Until)
            {
                return;
            }

            _pending = generation == _generation ? _pending : null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        base.Dispose(disposing);
        _code.Dispose();
        _jumps.Dispose();
        _windows.Dispose();
    }

    /// <summary>What emitted code takes for given: 32-bit code, data and stack segments of 4 GiB at 0, no alignment checks and no watched data.</summary>
    private static bool IsPlain(CpuState* s) =>
        s->Tlb != s->TlbNone && (s->Mode & (CpuMode.Code32 | CpuMode.Protected | CpuMode.V86)) == (CpuMode.Code32 | CpuMode.Protected) && s->StackMask == uint.MaxValue
            && (s->Ds.FlatWrite & s->Es.FlatWrite & s->Ss.FlatWrite & s->Ds.FlatRead & s->Es.FlatRead & s->Ss.FlatRead) != 0;

    private NativeBlock? Ready(CpuState* s, Block* block)
    {
        if (!IsPlain(s))
        {
            return null;
        }

        if (block->Native != 0)
        {
            return _code.Blocks[block->Native - 1];
        }

        if (block->HostStart == null || block->CrossesPage != 0 || ++block->Runs < RunsUntilTranslated)
        {
            return null;
        }

        return Translate(block, slow: 0);
    }

    private NativeBlock? Translate(Block* block, ulong slow)
    {
        NativeBlock? native = _translator.Translate(block, _code.Blocks.Count, slow);
        if (native is null)
        {
            // Full: every block is decoded and translated anew as it comes.
            Host.Code.Flush();
            return null;
        }

        _code.Add(native);
        block->Native = native.Number + 1;
        BlocksTranslated++;
        return native;
    }

    private void Link(NativeBlock native)
    {
        _jumps.Use(native.Block);
        if (_pending != null)
        {
            _code.Patch(_pending, native.Start);
        }
        else if (_isIndirect)
        {
            _jumps.Set(native.Block, native.Start);
        }

        _pending = null;
        _isIndirect = false;
    }

    /// <summary>Runs emitted code until it leaves at the end of a block, by way of single interpreted instructions.</summary>
    private void RunNative(CpuState* s, byte* target)
    {
        NativeFrame* frame = _code.Frame;
        while (true)
        {
            _windows.Activate(s);
            ulong remaining = Math.Min(s->Until - s->Count, MostRemaining);
            frame->Remaining = (long)remaining;
            frame->HostFlags = Flags.GetArithmetic(s) | Efl.Fixed;
            frame->SseOff = (s->Cr0 & (Cr.Em | Cr.Ts)) | (~s->Cr4 & Cr.OsFxsr);
            s->CurrentOp = s->IdleOp;
            _code.Enter(s, frame, target);
            s->Count += remaining - (ulong)frame->Remaining;
            Flags.SetArithmetic(s, (uint)frame->HostFlags);
            NativeBlock native;
            int index;
            switch (frame->Reason)
            {
                case NativeExit.Link:
                    _pending = (byte*)frame->Value;
                    _isIndirect = frame->Value == 0;
                    return;
                case NativeExit.Refused:
                    return;
                case NativeExit.Interpret:
                    native = _code.Blocks[(int)(frame->Value >> 8)];
                    index = (byte)frame->Value;
                    Interpretations++;
                    break;
                default:
                    native = _code.Find((byte*)frame->Fault.Rip);
                    index = native.OpAt((byte*)frame->Fault.Rip);
                    Faults++;
                    break;
            }

            target = Interpret(s, native, index, frame->Reason == NativeExit.Fault);
            if (target == null)
            {
                return;
            }
        }
    }

    /// <summary>Interprets an instruction of a block, and those after it that are interpreted as well.</summary>
    /// <returns>Where emitted code goes on, or null when the block has ended.</returns>
    private byte* Interpret(CpuState* s, NativeBlock native, int index, bool isFault)
    {
        Block* block = native.Block;
        Op* op = block->Ops + index;
        s->CurrentBlock = block;
        s->Link = null;
        while (true)
        {
            s->CurrentOp = op;
            bool goesOn = op->Handler(s, op);
            if (isFault)
            {
                Learn(s, native, index);
                isFault = false;
            }

            if (!goesOn)
            {
                op = s->CurrentOp;
                s->Count += op->Retire;
                if (AttentionOf(s) != 0)
                {
                    AfterBlock(s, op);
                }

                s->CurrentOp = s->IdleOp;
                return null;
            }

            op++;
            index++;
            if (AttentionOf(s) == 0 && index < native.Count && !native.IsInterpreted(index) && IsPlain(s))
            {
                return native.At(index);
            }

            Interpretations++;
        }
    }

    /// <summary>After a fault: the window learns the page; an instruction that faults for other reasons is interpreted from the next translation on.</summary>
    private void Learn(CpuState* s, NativeBlock native, int index)
    {
        const ulong WriteError = 2;
        NativeFrame* frame = _code.Frame;
        bool isWrite = (frame->Fault.Error & WriteError) != 0;
        if ((s->Attention & Attention.Fault) != 0 || s->Tlb == s->TlbNone || !_windows.TryLinear(frame->Fault.Address, out uint linear))
        {
            return;
        }

        if (!_windows.Learn(s, linear, isWrite) && native.CountFault(index) && native.Block->Native == native.Number + 1)
        {
            // The one that runs stays until it has left.
            _ = Retranslate(native, index);
        }
    }

    private bool Retranslate(NativeBlock native, int index)
    {
        NativeBlock? next = _translator.Translate(native.Block, _code.Blocks.Count, native.Slow | (1UL << index));
        if (next is null)
        {
            return false;
        }

        _code.Add(next);
        native.Block->Native = next.Number + 1;
        _code.Redirect(native.Start, next.Start);
        BlocksTranslated++;
        return true;
    }

    private void Forget()
    {
        _generation++;
        _pending = null;
        _code.Reset();
        _jumps.Clear();
    }
}
