using System.Runtime.CompilerServices;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The interpreter in the surroundings of a Linux program: flat segments, privilege level 3, paging, the same selectors.</summary>
/// <remarks>The instruction is decoded from guest memory and its handler called; a fault stays recorded and is not delivered.</remarks>
internal sealed unsafe class GuestCpu : IDisposable
{
    private const uint RamBytes = 1 << 20;
    private const uint CodePhysical = 0x1_0000;
    private const uint Gdt = 0x2_0000;
    private const uint GdtLinear = 0xF00F_0000;
    private const uint TaskOffset = 0x100;
    private const uint GdtTable = 0x3_3000;
    private const uint PageDirectory = 0x3_0000;
    private const uint DataTable = 0x3_1000;
    private const uint CodeTable = 0x3_2000;
    private const uint UserWritable = 7;

    // As Linux has them: 1 kernel code 32, 2 kernel code 64 (not used), 3 kernel data, 4 user code 32, 5 user data.
    private static readonly ulong[] Descriptors = [0, 0x00CF_9B00_0000_FFFF, 0, 0x00CF_9300_0000_FFFF, 0x00CF_FB00_0000_FFFF, 0x00CF_F300_0000_FFFF];

    private readonly TestMachine _machine = new(RamBytes);
    private readonly Interpreter _cpu;
    private readonly BlockDecoder _decoder = new();
    private readonly Arena _arena = new(1 << 20);
    private readonly byte* _ram;
    private readonly CpuState* _state;

    public GuestCpu()
    {
        _cpu = new Interpreter(new CpuOptions(), _machine.Memory, _machine.Ports, _machine.Clock, _machine.Log);
        _state = _cpu.State;
        _ram = (byte*)((IRamAccess)_machine.Ram).Base;
        BuildTables();
        new Span<byte>(_ram + CodePhysical, (int)OracleLayout.PageBytes).Fill(0xCC);
    }

    /// <summary>The data pages, mapped one to one.</summary>
    public Span<byte> Data => new(_ram + OracleLayout.Data, (int)OracleLayout.DataBytes);

    public void Run(ReadOnlySpan<byte> instruction, CpuImage before, CpuImage after)
    {
        byte* slot = _ram + CodePhysical + (OracleLayout.Slot - OracleLayout.CodePage);
        instruction.CopyTo(new Span<byte>(slot, 15));
        Load(before);
        Execute(slot);
        Unsafe.InitBlock(slot, 0xCC, 15);
        Store(after);
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _arena.Dispose();
        _machine.Dispose();
    }

    private void Execute(byte* slot)
    {
        CpuState* s = _state;
        _arena.Reset();
        Block block = default;
        if (!_decoder.Decode(s, slot, OracleLayout.Slot, &block, _arena))
        {
            return;
        }

        Op* op = block.Ops;
        s->CurrentOp = op;
        s->CurrentBlock = &block;
        bool next = op->Handler(s, op);
        if (next || (s->Attention & Attention.Fault) != 0)
        {
            s->Eip = next ? op->NextEip : s->FaultKeepsEip != 0 ? s->Eip : op->Eip;
        }

        s->FaultKeepsEip = 0;
        s->CurrentOp = s->IdleOp;
        Stop.Clear(s);
    }

    private void Load(CpuImage before)
    {
        CpuState* s = _state;
        for (int i = 0; i < 8; i++)
        {
            s->Gpr[i] = before.Gpr[i];
        }

        s->Eip = OracleLayout.Slot;
        s->Cr0 = Cr.Pe | Cr.Pg | Cr.Ne | Cr.Mp | Cr.Et | Cr.Wp | Cr.Am;
        s->Cr2 = 0;
        s->Cr3 = PageDirectory;
        s->Cr4 = Cr.OsFxsr | Cr.OsXmmExcpt;
        s->Cpl = 3;
        s->GdtBase = GdtLinear;
        s->GdtLimit = (uint)(8 * Descriptors.Length) - 1;
        s->IdtBase = 0;
        s->IdtLimit = 0;
        s->Ldt.Attributes = 0;

        // A TSS whose I/O map lies beyond its end.
        s->Tr.Base = GdtLinear + TaskOffset;
        s->Tr.Limit = 0x67;
        s->Tr.Attributes = 0x8B;
        LoadSegments(before);
        s->EflagsRest = (before.Eflags & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
        Flags.SetArithmetic(s, before.Eflags);
        FxImage.Load(s, before);
        s->Attention = 0;
        s->Inhibit = 0;
        s->Halted = 0;
        s->FaultVector = -1;
        s->FaultError = 0;
        s->Count = 0;
        s->Until = ulong.MaxValue;
        s->Link = null;
        Events.UpdateMode(s);
        Events.Update(s);
    }

    private void LoadSegments(CpuImage before)
    {
        for (uint i = 0; i < 6; i++)
        {
            ushort selector = i == 1 ? OracleLayout.UserCode32 : before.Segments[i];
            Segment* segment = Reg.Seg(_state, i);
            *segment = default;
            segment->Selector = selector;
            if ((selector & 0xFFFC) != 0)
            {
                segment->Limit = 0xFFFF_FFFF;
                segment->Attributes = (ushort)((Descriptors[selector >> 3] >> 40) & 0xF0FF);
            }

            segment->Refresh();
        }
    }

    private void Store(CpuImage after)
    {
        CpuState* s = _state;
        bool fault = (s->Attention & Attention.Fault) != 0;
        for (int i = 0; i < 8; i++)
        {
            after.Gpr[i] = s->Gpr[i];
        }

        for (uint i = 0; i < 6; i++)
        {
            after.Segments[i] = Reg.Seg(s, i)->Selector;
        }

        after.Eip = s->Eip;
        after.Eflags = Flags.GetEflags(s) & ~Efl.Rf;
        after.Vector = fault ? s->FaultVector : -1;
        after.Error = fault && s->FaultHasError != 0 ? s->FaultError : 0;
        after.Cr2 = s->Cr2;
        FxImage.Store(s, after);
    }

    private void BuildTables()
    {
        uint* directory = (uint*)(_ram + PageDirectory);
        directory[0] = DataTable | UserWritable;
        directory[OracleLayout.CodePage >> 22] = CodeTable | UserWritable;
        uint* data = (uint*)(_ram + DataTable);
        for (uint page = OracleLayout.Data; page < OracleLayout.Data + OracleLayout.DataBytes; page += OracleLayout.PageBytes)
        {
            data[page >> 12] = page | UserWritable;
        }

        // The descriptors lie in a supervisor page, as the host's do.
        directory[GdtLinear >> 22] = GdtTable | UserWritable;
        ((uint*)(_ram + GdtTable))[(GdtLinear >> 12) & 0x3FF] = Gdt | 3;
        ((uint*)(_ram + CodeTable))[(OracleLayout.CodePage >> 12) & 0x3FF] = CodePhysical | UserWritable;
        *(ushort*)(_ram + Gdt + TaskOffset + 0x66) = 0xFFFF;
        for (int i = 0; i < Descriptors.Length; i++)
        {
            ((ulong*)(_ram + Gdt))[i] = Descriptors[i];
        }
    }
}
