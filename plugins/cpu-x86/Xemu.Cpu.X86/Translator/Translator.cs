using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86;

/// <summary>A Pentium III that translates what runs often to the host's own instructions; the rest is interpreted, in place.</summary>
/// <remarks>Only on Linux on x86-64 with BMI2; <see cref="IsSupported(TranslatorMemory, out string?)"/> tells.</remarks>
public sealed unsafe partial class Translator : Interpreter, IBlockObserver
{
    private const uint RunsUntilTranslated = 16;

    /// <summary>Instructions after which emitted code comes back to see whether another thread wants something: some tens of microseconds.</summary>
    internal const ulong Slice = 1 << 18;

    private readonly EmittedCode _code;
    private readonly GuestWindows _windows;
    private readonly TraceTranslator _translator;
    private readonly SlowSites _slow = new();
    private readonly PerfMap? _perfMap;

    [Derived("decided anew for each trace")]
    private byte* _pending;

    [Derived("decided anew for each trace")]
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
        _code = new EmittedCode((nuint)options.CodeCache.Bytes, options.WriteXorExecute);
        Memory = MemoryForm.Choose(options.Memory, out string? reason);
        MemoryReason = reason;
        var form = MemoryForm.Create(Memory, MappingBudget.Process);
        _windows = new GuestWindows(Host, form, MappingBudget.Process);
        _perfMap = options.PerfMap ? new PerfMap() : null;
        _translator = new TraceTranslator(_code, form.Operands, Host.Code, _perfMap) { Refused = (instruction, reason) => CpuLog.Refused(logger, instruction.ToString(), instruction.IP32, reason) };
        HostFpu.Allocate(State);
        Host.Windows = _windows;
        Host.Code.Observer = this;
    }

    /// <summary>Traces translated since the processor was made.</summary>
    [Derived("statistics")]
    public ulong BlocksTranslated { get; private set; }

    /// <summary>Faults of emitted code: pages that a window learnt, registers of devices, code that writes to itself.</summary>
    [Derived("statistics")]
    public ulong Faults { get; private set; }

    /// <summary>Instructions that emitted code left to the interpreter.</summary>
    [Derived("statistics")]
    public ulong Interpretations { get; private set; }

    /// <summary>Times that emitted code was entered.</summary>
    [Derived("statistics")]
    public ulong Entries { get; private set; }

    /// <summary>Instructions that were left to the interpreter because they could not be encoded: mistakes of the translator.</summary>
    public ulong Refusals => _translator.Refusals;

    /// <summary>Traces dropped because the bytes of an instruction changed.</summary>
    [Derived("statistics")]
    public ulong Invalidations { get; private set; }

    /// <summary>Jumps led from one trace straight to another.</summary>
    public ulong Links => _code.Links;

    /// <summary>Times that a part of the code memory was emptied to make room.</summary>
    public ulong Evictions => _code.Evictions;

    /// <summary>Bytes of emitted code.</summary>
    public long CodeBytesUsed => _code.BytesUsed;

    /// <summary>How guest memory is reached; never <see cref="TranslatorMemory.Auto"/>.</summary>
    [Derived("of the host's resources")]
    public TranslatorMemory Memory { get; }

    /// <summary>Why guest memory is not reached by windows; null where it is.</summary>
    [Derived("of the host's resources")]
    public string? MemoryReason { get; }

    /// <summary>Bytes of all that is made of guest code: emitted code, what is known of it, tables of jumps.</summary>
    public long MemoryUsed => _code.BytesUsed + _code.RecordBytesUsed + _windows.JumpBytesUsed;

    /// <summary>Pages of guest memory that are mapped in windows just now.</summary>
    public int WindowPages => _windows.PageCount;

    /// <summary>Whether this host can run it in some way.</summary>
    /// <param name="reason">If not, why not: a sentence.</param>
    public static bool IsSupported(out string? reason) => IsSupported(TranslatorMemory.Auto, out reason);

    /// <summary>Whether this host can run it.</summary>
    /// <param name="memory">How guest memory is to be reached.</param>
    /// <param name="reason">If not, why not: a sentence.</param>
    public static bool IsSupported(TranslatorMemory memory, out string? reason)
    {
        if (!System.Runtime.Intrinsics.X86.Bmi2.X64.IsSupported)
        {
            reason = "x86.translator needs an x86-64 host with BMI2.";
            return false;
        }

        return FaultCatcher.IsSupported(out reason) && MemoryForm.IsSupported(memory, out reason);
    }

    void IBlockObserver.Dropped(Block* block)
    {
        for (TraceLink* link = block->Traces; link != null; link = link->Next)
        {
            NativeTrace* trace = link->Trace;
            trace->IsValid = 0;
            _code.Refuse(trace);
            Invalidations++;
            if (trace->Head->Native == trace)
            {
                trace->Head->Native = null;
            }
        }

        block->Traces = null;
    }

    void IBlockObserver.Flushed()
    {
        _generation++;
        _pending = null;
        _code.Reset();
        _windows.ClearJumps();
        _slow.Clear();
    }

    private protected override void RunBlocks(CpuState* s, Block* block)
    {
        try
        {
            RunTraces(s, block);
        }
        finally
        {
            HostFpu.Release(s);
        }
    }

    private void RunTraces(CpuState* s, Block* block)
    {
        _windows.Leave();
        _pending = null;
        _isIndirect = false;
        TrySlowSites(s);
        while (true)
        {
            NativeTrace* trace = Ready(s, block);
            if (trace != null)
            {
                Link(s, trace);
                s->FpuUsed |= trace->FpuGate >= 0 ? 1u : 0;
                RunNative(s, trace->Start);
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
        HostFpu.Free(State);
        base.Dispose(disposing);
        _code.Dispose();
        _perfMap?.Dispose();
        _windows.Dispose();
    }

    /// <summary>
    /// What emitted code takes for given: 32-bit code at level 0 or 3, segments for code, data and stack of 4 GiB at 0, strings that go up, no alignment checks,
    /// no data watched, and more instructions left than run between two looks at their count.
    /// </summary>
    private static bool IsPlain(CpuState* s) =>
        s->Tlb != s->TlbNone && (s->Mode & (CpuMode.Code32 | CpuMode.Protected | CpuMode.V86)) == (CpuMode.Code32 | CpuMode.Protected) && s->StackMask == uint.MaxValue
            && (s->Ds.FlatWrite & s->Es.FlatWrite & s->Ss.FlatWrite & s->Ds.FlatRead & s->Es.FlatRead & s->Ss.FlatRead) != 0
            && (s->Cpl is 0 or 3) && s->Cs.Base == 0 && s->Cs.Limit == uint.MaxValue && (s->EflagsRest & (Efl.Df | Efl.Vif | Efl.Vip)) == 0;

    private static bool HasMargin(CpuState* s, ulong count) => count + NativeFrame.Margin < s->Until;

    private NativeTrace* Ready(CpuState* s, Block* block)
    {
        if (!IsPlain(s) || !HasMargin(s, s->Count))
        {
            return null;
        }

        if (block->Native != null)
        {
            return block->Native;
        }

        if (block->HostStart == null || ++block->Runs < RunsUntilTranslated || Host.Breakpoints.IsAt(block))
        {
            return null;
        }

        return Translate(block);
    }

    private NativeTrace* Translate(Block* block)
    {
        if (!_translator.HasRoom)
        {
            _code.Evict();
            _windows.ClearJumps();
            _pending = null;
        }

        return TranslateHead(block);
    }

    /// <summary>Long managed work, that of the JIT compiler and of what is tried once on the host's own units (<see cref="HostX87"/>) included: the guest's unit is taken back before.</summary>
    private NativeTrace* TranslateHead(Block* head)
    {
        HostFpu.Sync(State);
        BlocksTranslated++;
        return _translator.Translate(head);
    }

    private void Link(CpuState* s, NativeTrace* trace)
    {
        if (_pending != null)
        {
            _code.Patch(_pending, trace);
        }
        else if (_isIndirect)
        {
            _windows.JumpsOf(s).Set(trace->Head->Eip, (uint)(trace->Start - _code.JumpBase));
        }

        _pending = null;
        _isIndirect = false;
    }

    /// <summary>Runs emitted code until it leaves at the end of a trace, by way of single interpreted instructions.</summary>
    private void RunNative(CpuState* s, byte* target)
    {
        NativeFrame* frame = _code.Frame;

        // Bias and count that the place of entry takes for given.
        int owed = 0;
        while (true)
        {
            _windows.Activate(s);
            frame->Jumps = _windows.Jumps.Base;
            s->Window = _windows.Base;
            ulong remaining = Math.Min(s->Until - s->Count - NativeFrame.Margin, Slice);
            frame->Remaining = (long)remaining - owed;
            frame->Flags = ToHost(Flags.GetArithmetic(s));
            s->SseGate = ((s->Cr0 & (Cr.Em | Cr.Ts)) | (~s->Cr4 & Cr.OsFxsr)) == 0 ? s : null;
            HostFpu.Prepare(s);
            s->CurrentOp = s->IdleOp;
            Entries++;
            _windows.Runs.Begin();
            _code.Enter(s, frame, target);
            _windows.Runs.End();
            HostFpu.Settle(s);
            Flags.SetArithmetic(s, FromHost(frame->Flags));
            ulong count = s->Count + remaining - (ulong)frame->Remaining;
            NativeTrace* trace;
            int item;
            switch (frame->Reason)
            {
                case NativeExit.Link:
                    s->Count = count;
                    _pending = (byte*)frame->Value;
                    _isIndirect = frame->Value == 0;
                    return;
                case NativeExit.Refused:
                    s->Count = count;
                    return;
                case NativeExit.Interpret:
                    trace = _code.Trace((int)(frame->Value >> 6));
                    item = (int)(frame->Value & (NativeTrace.MaxItems - 1));
                    count -= (ulong)trace->OwedAtExit(item);
                    Interpretations++;
                    break;
                default:
                    trace = _code.Find((byte*)frame->Fault.Rip);
                    item = trace->ItemAt((byte*)frame->Fault.Rip);
                    count -= (ulong)trace->OwedAtFault((byte*)frame->Fault.Rip, item);

                    // The check of the count at the trace's start is before the first instruction, whose repetitions have not been noted yet.
                    bool isRepeat = trace->Items[item].IsRepeat != 0 && (byte*)frame->Fault.Rip >= trace->At(item);
                    count += isRepeat ? s->RepeatCount - s->Gpr[Reg.Ecx] : 0;
                    s->Gpr[Reg.Esp] += (uint)trace->Items[item].EspBias;
                    Faults++;
                    if (IsFpuMissing(s, trace, item))
                    {
                        s->Count = count;
                        target = trace->At(item);
                        owed = trace->OwedAtEntry(item);
                        s->Gpr[Reg.Esp] -= (uint)trace->Items[item].EspBias;
                        continue;
                    }

                    break;
            }

            target = Interpret(s, trace, ref item, count, frame->Reason == NativeExit.Fault);
            if (target == null)
            {
                return;
            }

            owed = trace->OwedAtEntry(item);
            s->Gpr[Reg.Esp] -= (uint)trace->Items[item].EspBias;
        }
    }

    /// <summary>Interprets an instruction of a trace, and those after it that are interpreted as well.</summary>
    /// <param name="s">The state.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="item">The instruction; receives the one to go on with.</param>
    /// <param name="count">Instructions retired before it.</param>
    /// <param name="isFault">Whether it has faulted.</param>
    /// <returns>Where emitted code goes on, or null when the block has ended.</returns>
    private byte* Interpret(CpuState* s, NativeTrace* trace, ref int item, ulong count, bool isFault)
    {
        HostFpu.Settle(s, trace, item);
        Op* op = trace->Items[item].Op;
        s->CurrentBlock = trace->Items[item].Block;
        s->Count = count - op->Number;
        s->Link = null;
        while (true)
        {
            s->CurrentOp = op;
            bool goesOn = op->Handler(s, op);
            if (isFault)
            {
                Learn(s, trace, item);
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
            item++;
            count++;
            bool isNext = trace->IsValid != 0 && item < trace->Count && trace->Items[item].Op == op;
            if (isNext && AttentionOf(s) == 0 && !trace->IsInterpreted(item) && HasMargin(s, count) && IsPlain(s) && HasFpu(s, trace, item))
            {
                s->Count = count;
                return trace->At(item);
            }

            if (count >= s->Until)
            {
                s->Eip = op->Eip;
                s->Count = count;
                s->CurrentOp = s->IdleOp;
                return null;
            }

            Interpretations++;
        }
    }

    /// <summary>Whether a fault was that of the x87 unit's gate, which is open now.</summary>
    private bool IsFpuMissing(CpuState* s, NativeTrace* trace, int item) =>
        item == trace->FpuGate && _code.Frame->Fault.Address == 0 && s->FpuGate == null && HostFpu.Open(s);

    /// <summary>Whether a place behind the gate of the x87 unit can be entered; the unit is loaded for it.</summary>
    private static bool HasFpu(CpuState* s, NativeTrace* trace, int item) => trace->FpuGate < 0 || item <= trace->FpuGate || HostFpu.Open(s);

    private static ulong ToHost(uint flags) => ((flags & Efl.Of) >> 11) | ((flags & (Efl.Arithmetic & ~Efl.Of)) << 8);

    private static uint FromHost(ulong flags) => ((uint)(flags & 1) << 11) | ((uint)(flags >> 8) & (Efl.Arithmetic & ~Efl.Of));
}
