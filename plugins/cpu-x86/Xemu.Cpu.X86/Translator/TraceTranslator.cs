using System.Diagnostics;
using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Emits the host's code for a trace.</summary>
/// <remarks>
/// The count is checked once, before the first instruction that overwrites every flag unseen: there a plain SUB and JS do no harm, and whoever leaves goes on with
/// that instruction. A trace without one checks at its start, by a load that faults. An instruction that cannot be emitted leaves for the interpreter
/// and is come back to. A fault leaves every register as it was before its instruction, but for ESP (<see cref="TraceItem.EspBias"/>).
/// </remarks>
[Derived("scratch of one translation")]
internal sealed unsafe partial class TraceTranslator
{
    /// <summary>Records of the longest trace.</summary>
    private const nuint LargestRecords = 8 << 10;

    private const uint Page = 0xFFFF_F000;

    private static readonly int EipOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Eip));
    private static readonly int SegmentsOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Es));
    private static readonly int SseGateOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.SseGate));

    private readonly EmittedCode _code;
    private readonly GuestOperands _operands;
    private readonly PerfMap? _perfMap;
    private readonly TracePath _path;
    private readonly X64Writer _x = new();
    private readonly List<SideExit> _exits = [];
    private readonly List<(CodeLabel Label, int Item)> _returns = [];
    private readonly TraceItem[] _items = new TraceItem[NativeTrace.MaxItems];
    private CodeLabel _start;
    private uint _headEip;
    private int _number;
    private int _item;
    private int _count;
    private int _checkedAt;
    private int _checkEnd;
    private int _bias;
    private bool _hasSseGate;

    public TraceTranslator(EmittedCode code, GuestOperands operands, CodeCache cache, PerfMap? perfMap)
    {
        _code = code;
        _operands = operands;
        _perfMap = perfMap;
        _path = new TracePath(cache);
    }

    /// <summary>Whether another trace fits into the active region.</summary>
    public bool HasRoom => _code.Active.HasRoom(X64Writer.Capacity, LargestRecords);

    /// <summary>Translates what starts with a block.</summary>
    /// <param name="head">The block.</param>
    /// <returns>The trace; <see cref="HasRoom"/> was asked before.</returns>
    public NativeTrace* Translate(Block* head)
    {
        while (true)
        {
            try
            {
                return Emit(head);
            }
            catch (EncoderException e) when ((_path.OpOf(_item)->Flags & OpFlags.Slow) == 0)
            {
                // Our mistake: what has no encoding should not have been tried. The instruction is interpreted from now on.
                _path.OpOf(_item)->Flags |= OpFlags.Slow;
                Refusals++;
                Refused?.Invoke(_path.Instructions[_item], e.Message);
            }
        }
    }

    private NativeTrace* Emit(Block* head)
    {
        _path.Choose(head);
        Begin(head);
        CodeLabel refusal = CodeLabel.Unknown;
        _x.Place(ref _start);
        if (_checkedAt < 0)
        {
            EmitCheckByFault();
        }

        ulong interpreted = EmitItems();
        EmitEnd();
        EmitSideExits();
        _x.Place(ref refusal);
        _x.StoreImmediate(HostRegister.State, EipOffset, head->Eip);
        _x.JumpTo(_code.ExitRefused);
        return Finish(head, refusal.Offset, interpreted);
    }

    /// <summary>Instructions that could not be encoded although they were tried.</summary>
    public ulong Refusals { get; private set; }

    /// <summary>Told of each, with the encoder's reason.</summary>
    public Action<Instruction, string>? Refused { get; set; }

    private void Begin(Block* head)
    {
        _x.Reset();
        _exits.Clear();
        _returns.Clear();
        _start = CodeLabel.Unknown;
        _headEip = head->Eip;
        _number = _code.NextNumber;
        _count = _path.Count;
        _bias = 0;
        _hasSseGate = false;
        BeginFpu();
        _checkedAt = FindCheck();
    }

    /// <summary>The first instruction that overwrites every flag unseen before anything can leave the trace, or -1.</summary>
    private int FindCheck()
    {
        ReadOnlySpan<Instruction> instructions = _path.Instructions;
        for (int i = 0; i < instructions.Length; i++)
        {
            ref readonly Instruction instruction = ref instructions[i];
            if (instruction.FlowControl != FlowControl.Next)
            {
                return -1;
            }

            if (FlagRules.OverwritesAll(instruction) && (_path.OpOf(i)->Flags & OpFlags.Slow) == 0 && FlagRules.CanPreload(instruction))
            {
                return i;
            }
        }

        return -1;
    }

    private ulong EmitItems()
    {
        ulong interpreted = 0;
        for (_item = 0; _item < _count; _item++)
        {
            ref readonly Instruction instruction = ref _path.Instructions[_item];
            bool isLeft = IsLeft(instruction);
            if (_item == 1)
            {
                EmitRoomForRedirection();
            }

            if (isLeft || NeedsPlainStack(instruction) || CallsFpu(instruction))
            {
                FlushBias();
            }

            _items[_item] = new TraceItem
            {
                Op = _path.OpOf(_item),
                Block = _path.BlockOf(_item),
                Offset = (uint)_x.Length,
                EspBias = (short)_bias,
                FpuNote = (byte)(_due.Instruction + 1),
                FpuData = (byte)(_due.Data + 1),
            };
            KeepDataPointer(instruction);
            int before = _x.Length;
            if (isLeft || !TryEmitItem(instruction))
            {
                Debug.Assert(_x.Length == before, "What cannot be emitted is not begun.");
                interpreted |= 1UL << _item;
                EmitInterpret();
                _due = FpuDue.None;
            }
        }

        return interpreted;
    }

    /// <summary>Whether an instruction is not even tried: it faults too often, the part lacks it, or it ends its block by what it does.</summary>
    private bool IsLeft(in Instruction instruction) => (_path.OpOf(_item)->Flags & OpFlags.Slow) != 0 || instruction.IsInvalid || !LegalCodes.IsLegal(instruction.Code)
        || (instruction.FlowControl == FlowControl.Next && _path.Step(_item) == TraceStep.Leave);

    private bool TryEmitItem(in Instruction instruction)
    {
        if (_item == _checkedAt)
        {
            EmitChecked(instruction);
            return true;
        }

        return instruction.FlowControl == FlowControl.Next ? TryEmit(instruction) : TryEmitBranch(instruction);
    }

    private NativeTrace* Finish(Block* head, int refusal, ulong interpreted)
    {
        Arena records = _code.Active.Records;
        var trace = (NativeTrace*)records.Take((nuint)sizeof(NativeTrace), alignment: 8);
        trace->Number = _number;
        trace->Count = _count;
        trace->IsValid = 1;
        trace->CheckedAt = _checkedAt;
        trace->CheckEnd = (uint)_checkEnd;
        trace->FpuGate = _fpuGate;
        trace->Head = head;
        trace->Interpreted = interpreted;
        trace->Items = (TraceItem*)records.Take((nuint)(_count * sizeof(TraceItem)), alignment: 8);
        _items.AsSpan(0, _count).CopyTo(new Span<TraceItem>(trace->Items, _count));
        trace->Start = _code.Append(_x);
        trace->Refusal = trace->Start + refusal;
        _code.Active.Add(trace);
        _perfMap?.Add(trace->Start, _x.Length, head->Eip, _count);
        foreach (nint part in _path.Blocks)
        {
            var block = (Block*)part;
            var link = (TraceLink*)records.Take((nuint)sizeof(TraceLink), alignment: 8);
            link->Trace = trace;
            link->Next = block->Traces;
            block->Traces = link;
        }

        head->Native = trace;
        return trace;
    }

    /// <summary>A jump may be written over the start later, while an instruction but the first one is still to be come back to.</summary>
    private void EmitRoomForRedirection()
    {
        const byte Nop = 0x90;
        while (_x.Length < EmittedCode.RedirectionBytes)
        {
            _x.WriteByte(Nop);
        }
    }

    /// <summary>Leaves unless enough instructions are left. The flags are lost.</summary>
    private void EmitCheck()
    {
        _x.Subtract64(HostRegister.Remaining, _count);
        _checkEnd = _x.Length;
        CodeLabel label = CodeLabel.Unknown;
        const int Negative = 8;
        _x.JumpIf(Negative, ref label);
        _returns.Add((label, _item));
    }

    /// <summary>The same at the trace's start without a look at flags: a negative rest makes a load fault.</summary>
    private void EmitCheckByFault()
    {
        _x.Lea64(HostRegister.Remaining, HostRegister.Remaining, -_count);
        _checkEnd = _x.Length;
        _x.SignMask(HostRegister.R8, HostRegister.Remaining);

        // SAFETY: the page before the jump table is a guard; its first entries can be read.
        _x.LoadIndexed(HostRegister.R8, HostRegister.Jumps, HostRegister.R8, scale: 3, displacement: 0);
    }

    /// <summary>An instruction that overwrites all flags, with the check before it. A memory operand is loaded before the check, while the flags are whole.</summary>
    private void EmitChecked(in Instruction guest)
    {
        Instruction register = guest;
        Instruction load = default;
        if (FlagRules.MemoryOperand(guest) is >= 0 and int operand)
        {
            Register scratch = InstructionMapper.Scratch(guest.MemorySize);
            load = Instruction.Create(InstructionMapper.LoadCode(guest.MemorySize), scratch, new MemoryOperand(Register.EAX));
            bool needsRex = false;
            _ = InstructionMapper.TryMapMemory(guest, _bias, ref load, ref needsRex);
            register.SetOpKind(operand, OpKind.Register);
            register.SetOpRegister(operand, scratch);
            register.SegmentPrefix = Register.None;
        }

        _ = InstructionMapper.TryMap(register, _bias, out Instruction host);
        if (load.Code != Code.INVALID)
        {
            AddGuest(load);
        }

        EmitCheck();
        _x.Add(host);
    }

    /// <summary>Leaves the instruction to the interpreter.</summary>
    private void EmitInterpret()
    {
        FlushBias();
        _items[_item].EspBias = 0;
        _x.MoveImmediate(HostRegister.R10, NativeTrace.Site(_number, _item));
        _x.JumpTo(_code.ExitInterpret);
    }

    /// <summary>Brings the host's register for ESP up to date.</summary>
    private void FlushBias()
    {
        if (_bias != 0)
        {
            _x.Lea(HostRegister.Esp, HostRegister.Esp, _bias);
            _bias = 0;
        }
    }

    /// <summary>A branch that leaves the trace before its end, or at it.</summary>
    private struct SideExit
    {
        /// <summary>Where the branch leads now.</summary>
        public CodeLabel Label;

        /// <summary>Offset of the branch, which may be led to the target itself when nothing has to be put right.</summary>
        public int Site;

        public uint Eip;
        public int Bias;

        /// <summary>Instructions to give back.</summary>
        public int Unspent;

        /// <summary>What of the x87 unit is to be noted.</summary>
        public FpuDue Due;

        public readonly bool PutsRight => Bias != 0 || Unspent != 0 || Due.IsAny;
    }
}
