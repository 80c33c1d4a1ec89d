using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>x87 code through the decoder and the run loop.</summary>
public sealed unsafe class ProgramTests : IDisposable
{
    private const uint Code = 0x1000;
    private const uint Data = 0x2000;
    private const uint Handler = 0x3000;

    private readonly TestMachine _machine = new();
    private readonly Interpreter _cpu;

    public ProgramTests()
    {
        _cpu = new Interpreter(new CpuOptions(), _machine.Memory, _machine.Ports, _machine.Clock, NullLogger.Instance);
        CpuState* s = _cpu.State;
        s->Cs.Selector = 0;
        s->Cs.Base = 0;
        s->Cs.Refresh();
        s->Eip = Code;
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void RealMode_SumOfConstants_IsStoredAndNoted()
    {
        // FNINIT; FLD1; FLDPI; FADDP; FSTP qword [2000]; HLT
        Write(Code, [0xDB, 0xE3, 0xD9, 0xE8, 0xD9, 0xEB, 0xDE, 0xC1, 0xDD, 0x1E, 0x00, 0x20, 0xF4]);

        Assert.Equal(CpuExit.Halted, _cpu.Run(100));
        Assert.Equal(BitConverter.DoubleToUInt64Bits(1.0 + Math.PI), _machine.Memory.ReadValue(Data, 8));
        Assert.Equal(Code + 8, _cpu.State->FpuIp);
        Assert.Equal(0x51E, _cpu.State->Fop);
        Assert.Equal(Data, _cpu.State->FpuDp);
    }

    [Fact]
    public void RealMode_UnmaskedZeroDivide_RaisesInterrupt16AtTheNextWaitingInstruction()
    {
        // FNINIT; FLDCW [2000]; FLD1; FLDZ; FDIVP; FLD1 (reports); and vector 16 to HLT.
        Write(Code, [0xDB, 0xE3, 0xD9, 0x2E, 0x00, 0x20, 0xD9, 0xE8, 0xD9, 0xEE, 0xDE, 0xF9, 0xD9, 0xE8, 0xF4]);
        Write(Data, [0x7B, 0x03]);
        Write(16 * 4, [0x00, 0x30, 0x00, 0x00]);
        Write(Handler, [0xF4]);
        _cpu.State->Cr0 |= Cr.Ne;
        _cpu.State->IdtLimit = 0x3FF;
        _cpu.State->Gpr[Reg.Esp] = 0x8000;

        Assert.Equal(CpuExit.Halted, _cpu.Run(100));
        Assert.Equal(Handler + 1, _cpu.State->Eip);
        Assert.Equal(Code + 12, (uint)_machine.Memory.ReadValue(0x7FFA, 2));
        Assert.Equal(6u, _cpu.State->FpuTop);
    }

    private void Write(ulong address, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            _machine.Memory.WriteValue(address + (ulong)i, 1, bytes[i]);
        }
    }
}
