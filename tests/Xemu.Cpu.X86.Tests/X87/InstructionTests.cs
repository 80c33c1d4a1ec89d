using System.Buffers.Binary;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What the host cannot show: faults, pointers, the real-mode forms, MMX aliasing.</summary>
public sealed unsafe class InstructionTests : IDisposable
{
    private static readonly byte[] Fld1 = [0xD9, 0xE8];
    private static readonly byte[] Fnstenv = [0xD9, 0x32];
    private static readonly byte[] Fldenv = [0xD9, 0x22];
    private static readonly byte[] FaddSingle = [0xD8, 0x02];
    private static readonly byte[] FstpDouble = [0xDD, 0x1A];

    private readonly X87Machine _machine = new();

    private CpuState* State => _machine.State;

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(Cr.Ts)]
    [InlineData(Cr.Em)]
    public void AnyInstruction_TsOrEmSet_RaisesDeviceNotAvailable(uint bit)
    {
        State->Cr0 |= bit;

        Assert.All(new byte[][] { Fld1, [0xDB, 0xE3], [0xDF, 0xE0], Fnstenv, [0xDB, 0xE4] }, code =>
        {
            State->FaultVector = -1;
            Assert.False(_machine.Run(code));
            Assert.Equal(Fault.NM, State->FaultVector);
        });
    }

    [Theory]
    [InlineData(Cr.Em, true)]
    [InlineData(Cr.Ts, true)]
    [InlineData(Cr.Mp, true)]
    [InlineData(Cr.Mp | Cr.Ts, false)]
    public void Wait_ByTsAndMp_RaisesDeviceNotAvailable(uint bits, bool passes)
    {
        State->Cr0 |= bits;

        Assert.Equal(passes, _machine.Run(0x9B));
    }

    [Fact]
    public void UnmaskedException_AtNextWaitingInstruction_RaisesFloatingPoint()
    {
        _machine.Load(X87Image.WithStack(0x037B, Float80.One, default));

        // ST0 / ST1, a division by zero.
        Assert.True(_machine.Run(0xD8, 0xF1));
        Assert.Equal(0x8084, X87Unit.GetStatus(State) & 0x80FF);
        Assert.Equal(Float80.One, *X87Unit.St(State, 0));

        Assert.All(new byte[][] { [0x9B], Fld1, [0xD9, 0x2A], [0xD9, 0xD0], [0xDD, 0xC0] }, code =>
        {
            State->FaultVector = -1;
            Assert.False(_machine.Run(code));
            Assert.Equal(Fault.MF, State->FaultVector);
        });
    }

    [Fact]
    public void PendingException_ClearedByFnclex_IsGone()
    {
        _machine.Load(X87Image.WithStack(0x037B, Float80.One, default));
        Assert.True(_machine.Run(0xD8, 0xF1));

        Assert.True(_machine.Run(0xDB, 0xE2));
        Assert.True(_machine.Run(0x9B));
        Assert.Equal(0, State->Fsw & 0xFF);
    }

    [Fact]
    public void Fldcw_UnmasksFlaggedException_MakesItPending()
    {
        _machine.Load(X87Image.WithStack(0x037F, Float80.One, default));
        Assert.True(_machine.Run(0xD8, 0xF1));
        Assert.True(_machine.Run(0x9B));
        State->Gpr[Reg.Edx] = X87Machine.PageLinear;
        BinaryPrimitives.WriteUInt16LittleEndian(_machine.Page, 0x037B);

        Assert.True(_machine.Run(0xD9, 0x2A));
        Assert.False(_machine.Run(0x9B));
        Assert.Equal(Fault.MF, State->FaultVector);
    }

    [Fact]
    public void FnstswAx_AnyState_WritesAxOnly()
    {
        State->Gpr[Reg.Eax] = 0x1234_5678;
        State->FpuTop = 5;
        State->Fsw = 0x4081;

        Assert.True(_machine.Run(0xDF, 0xE0));
        Assert.Equal(0x1234_E881u, State->Gpr[Reg.Eax]);
    }

    [Fact]
    public void Arithmetic_MemoryOperand_NotesPointersAndOpcode()
    {
        State->Gpr[Reg.Edx] = X87Machine.PageLinear + 8;
        _machine.Load(X87Image.WithStack(0x037F, Float80.One));

        Assert.True(_machine.Run(FaddSingle));
        Assert.Equal(0x40_0000u, State->FpuIp);
        Assert.Equal(0x08, State->FpuCs);
        Assert.Equal(X87Machine.PageLinear + 8, State->FpuDp);
        Assert.Equal(0x10, State->FpuDs);
        Assert.Equal(0x0002, State->Fop);

        // Control instructions leave them.
        Assert.True(_machine.Run(0xD9, 0xF7));
        Assert.Equal(0x0002, State->Fop);
    }

    [Fact]
    public void Find_BehindPrefixes_GivesOpcode()
    {
        byte[] code = [0x26, 0x67, 0xDC, 0x44];

        fixed (byte* bytes = code)
        {
            Assert.Equal(0x444, X87Opcode.Find(bytes, 4));
        }
    }

    [Fact]
    public void Store_BeyondSegmentLimit_FaultsAndChangesNothing()
    {
        _machine.Load(X87Image.WithStack(0x037F, Float80.One));
        State->Ds.FlatRead = State->Ds.FlatWrite = 0;
        State->Ds.Attributes = 0x4093;
        State->Ds.Limit = 7;
        State->Gpr[Reg.Edx] = 1;

        Assert.False(_machine.Run(FstpDouble));
        Assert.Equal(Fault.GP, State->FaultVector);
        Assert.Equal(7u, State->FpuTop);
        Assert.Equal(0x80, State->FpuTags);
        Assert.Equal(0u, State->FpuIp);
    }

    [Fact]
    public void Fnstenv_RealMode32_StoresLinearPointers()
    {
        SetPointers();
        State->Mode = CpuMode.Code32;

        Assert.True(_machine.Run(Fnstenv));
        Assert.Equal(
            "7F03FFFF0008FFFFFFFFFFFF4523FFFF21110000 8967FFFF00500000".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(_machine.Page[..28]));
        Assert.Equal(0x037F, State->Fcw);
    }

    [Fact]
    public void Fnstenv_VirtualMode16_StoresLinearPointers()
    {
        SetPointers();
        State->Mode = CpuMode.Protected | CpuMode.V86;

        // FNSTENV [BX] in 16-bit code reaches only 64 KiB, so the segment carries the rest.
        State->Gpr[Reg.Ebx] = 0;
        State->Ds.FlatRead = State->Ds.FlatWrite = 0;
        State->Ds.Base = X87Machine.PageLinear;
        State->Ds.Limit = 0xFFFF;
        Assert.True(_machine.Run(X87Machine.Decode([0xD9, 0x37], 16)));
        Assert.Equal("7F030008FFFF4523211189670050", Convert.ToHexString(_machine.Page[..14]));
    }

    [Fact]
    public void Fldenv_RealMode_KeepsLinearPointers()
    {
        SetPointers();
        State->Mode = CpuMode.Code32;
        Assert.True(_machine.Run(Fnstenv));
        X87Environment.Initialise(State);

        Assert.True(_machine.Run(Fldenv));
        Assert.Equal(0x1_2345u, State->FpuIp);
        Assert.Equal(0x5_6789u, State->FpuDp);
        Assert.Equal(0x121, State->Fop);
        Assert.Equal(1u, State->FpuTop);
    }

    [Fact]
    public void Registers_WrittenByMmx_ReadAsNegativeInfinityPatterns()
    {
        // An MMX write sets the exponent to ones and all tags to valid (Intel SDM vol. 1, 9.5.2).
        Reg.X87(State, 3)->Mantissa = 0x0123_4567_89AB_CDEF;
        Reg.X87(State, 3)->SignExponent = 0xFFFF;
        State->FpuTop = 0;
        State->FpuTags = 0xFF;

        Assert.Equal(new Float80(0x0123_4567_89AB_CDEF, 0xFFFF), *X87Unit.St(State, 3));
        Assert.Equal(2, (X87Environment.GetTags(State) >> 6) & 3);
    }

    [Fact]
    public void Float80_Layout_IsThatOfARegister() => Assert.Equal(sizeof(X87Register), sizeof(Float80));

    [Fact]
    public void EveryLegalOpcode_HasAHandler()
    {
        IEnumerable<Code> codes = from first in Enumerable.Range(0xD8, 8)
                                  from second in Enumerable.Range(0, 256)
                                  from bits in (int[])[16, 32]
                                  select Decode([(byte)first, (byte)second, 0, 0, 0, 0, 0], bits);

        Assert.DoesNotContain(codes.Distinct(), c => c != Code.INVALID && LegalCodes.IsLegal(c) && HandlerSet.Table[c].Register == null);
    }

    private static Code Decode(byte[] bytes, int bits)
    {
        Decoder decoder = Decoder.Create(bits, bytes);
        decoder.Decode(out Instruction instruction);
        return instruction.Code;
    }

    private void SetPointers()
    {
        State->FpuTop = 1;
        State->Fop = 0x121;
        State->FpuCs = 0x1200;
        State->FpuIp = 0x0345;
        State->FpuDs = 0x5000;
        State->FpuDp = 0x6789;
        State->Gpr[Reg.Edx] = X87Machine.PageLinear;
    }
}
