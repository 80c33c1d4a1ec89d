using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What CR0, CR4 and MXCSR make MMX and SSE instructions raise. Intel SDM vol. 2, 2.4 and vol. 3, 13.</summary>
public unsafe class SimdFaultTests
{
    private const int None = -1;
    private static readonly byte[] Paddb = [0x0F, 0xFC, 0xC1];
    private static readonly byte[] Emms = [0x0F, 0x77];
    private static readonly byte[] Pavgb = [0x0F, 0xE0, 0xC1];
    private static readonly byte[] Addps = [0x0F, 0x58, 0xC1];
    private static readonly byte[] AddpsMemory = [0x0F, 0x58, 0x02];
    private static readonly byte[] MovupsMemory = [0x0F, 0x10, 0x02];
    private static readonly byte[] Divps = [0x0F, 0x5E, 0xC1];
    private static readonly byte[] Cvtpi2ps = [0x0F, 0x2A, 0xC1];
    private static readonly byte[] Sfence = [0x0F, 0xAE, 0xF8];
    private static readonly byte[] Prefetch = [0x0F, 0x18, 0x02];
    private static readonly byte[] Ldmxcsr = [0x0F, 0xAE, 0x12];
    private static readonly byte[] PaddqMmx = [0x0F, 0xD4, 0xC1];

    [Theory]
    [InlineData(Cr.Em, Cr.OsFxsr, Fault.UD, Fault.UD, Fault.UD)]
    [InlineData(Cr.Ts, Cr.OsFxsr, Fault.NM, Fault.NM, Fault.NM)]
    [InlineData(Cr.Em | Cr.Ts, Cr.OsFxsr, Fault.UD, Fault.UD, Fault.UD)]
    [InlineData(0u, 0u, None, Fault.UD, Fault.UD)]
    [InlineData(Cr.Ts, 0u, Fault.NM, Fault.UD, Fault.UD)]
    [InlineData(0u, Cr.OsFxsr, None, None, None)]
    public void Guard_ControlRegisters_RaisesInOrder(uint cr0, uint cr4, int mmx, int sse, int both)
    {
        Assert.Equal(mmx, Raise(Paddb, cr0, cr4));
        Assert.Equal(mmx, Raise(Emms, cr0, cr4));
        Assert.Equal(mmx, Raise(Pavgb, cr0, cr4));
        Assert.Equal(sse, Raise(Addps, cr0, cr4));
        Assert.Equal(sse, Raise(Ldmxcsr, cr0, cr4));
        Assert.Equal(both, Raise(Cvtpi2ps, cr0, cr4));
        Assert.Equal(None, Raise(Sfence, cr0, cr4));
        Assert.Equal(None, Raise(Prefetch, cr0, cr4));
    }

    [Fact]
    public void Guard_PendingX87Exception_RaisesForMmxRegistersOnly()
    {
        using X87Machine machine = NewMachine();
        machine.State->Fsw = 0x81;

        Assert.Equal(Fault.MF, Raise(machine, Paddb));
        Assert.Equal(Fault.MF, Raise(machine, Emms));
        Assert.Equal(Fault.MF, Raise(machine, Cvtpi2ps));
        Assert.Equal(None, Raise(machine, Addps));
    }

    [Fact]
    public void Paddq_OnMmxRegisters_IsUnknownToThePart()
    {
        using X87Machine machine = NewMachine();

        Assert.Equal(Fault.UD, Raise(machine, PaddqMmx));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void PackedOperand_Misaligned_RaisesGeneralProtectionExceptForMovups(uint offset)
    {
        using X87Machine machine = NewMachine();
        machine.State->Gpr[Reg.Edx] += offset;

        Assert.Equal(Fault.GP, Raise(machine, AddpsMemory));
        Assert.Equal(0u, machine.State->FaultError);
        Assert.Equal(None, Raise(machine, MovupsMemory));
    }

    [Theory]
    [InlineData(0x40u)]
    [InlineData(0x1_0000u)]
    [InlineData(0x8000_0000u)]
    public void Ldmxcsr_BitThePartLacks_RaisesGeneralProtection(uint bit)
    {
        using X87Machine machine = NewMachine();
        MemoryMarshal.Write(machine.Page, 0x1F80 | bit);
        machine.State->Mxcsr = 0x1FA0;

        Assert.Equal(Fault.GP, Raise(machine, Ldmxcsr));
        Assert.Equal(0x1FA0u, machine.State->Mxcsr);
    }

    [Theory]
    [InlineData(Cr.OsXmmExcpt, Fault.XM)]
    [InlineData(0u, Fault.UD)]
    public void UnmaskedException_SetsFlagsAndKeepsTheDestination(uint cr4, int vector)
    {
        // 1/0 in one element, 1/3 in another: ZE is seen before the division, so PE is not set.
        using X87Machine machine = NewMachine();
        machine.State->Cr4 |= cr4;
        machine.State->Mxcsr = 0x1F80 & ~(Mxcsr.DivideByZero << Mxcsr.MaskShift);
        uint* a = (uint*)Reg.Xmm(machine.State, 0);
        uint* b = (uint*)Reg.Xmm(machine.State, 1);
        for (int i = 0; i < 4; i++)
        {
            a[i] = 0x3F80_0000;
            b[i] = i == 2 ? 0 : 0x4040_0000u;
        }

        Assert.Equal(vector, Raise(machine, Divps));
        Assert.Equal(Mxcsr.DivideByZero, machine.State->Mxcsr & Mxcsr.AllFlags);
        Assert.Equal(0x3F80_0000u, a[0]);
    }

    [Fact]
    public void MmxWrite_FromX87State_MarksAllRegistersValidAndFillsTheExponent()
    {
        using X87Machine machine = NewMachine();
        machine.State->FpuTop = 5;
        machine.State->FpuTags = 0;

        Assert.Equal(None, Raise(machine, Paddb));
        Assert.Equal(0u, machine.State->FpuTop);
        Assert.Equal(0xFF, machine.State->FpuTags);
        Assert.Equal(0xFFFF, Reg.X87(machine.State, 0)->SignExponent);
        Assert.Equal(None, Raise(machine, Emms));
        Assert.Equal(0, machine.State->FpuTags);
    }

    private static X87Machine NewMachine()
    {
        var machine = new X87Machine();
        machine.State->Gpr[Reg.Edx] = X87Machine.PageLinear;
        machine.State->Cr4 = Cr.OsFxsr;
        machine.State->Mxcsr = 0x1F80;
        MemoryMarshal.Write(machine.Page, 0x1F80u);
        return machine;
    }

    private static int Raise(byte[] code, uint cr0, uint cr4)
    {
        using X87Machine machine = NewMachine();
        machine.State->Cr0 |= cr0;
        machine.State->Cr4 = cr4;
        return Raise(machine, code);
    }

    private static int Raise(X87Machine machine, byte[] code) => machine.Run(code) ? None : machine.State->FaultVector;
}
