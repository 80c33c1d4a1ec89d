using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Steers registers and memory of a case where blind chance would only test the fault, or nothing.</summary>
internal static class OracleFixups
{
    /// <summary>Whether an instruction has a register, or needs one, beyond its address.</summary>
    public static bool Uses(in Instruction instruction, int register)
    {
        for (int i = 0; i < instruction.OpCount; i++)
        {
            if (instruction.GetOpKind(i) == OpKind.Register && instruction.GetOpRegister(i).GetFullRegister32() == Register.EAX + register)
            {
                return true;
            }
        }

        return instruction.Mnemonic is Mnemonic.Cmpxchg or Mnemonic.Cmpxchg8b or Mnemonic.Div or Mnemonic.Idiv or Mnemonic.Maskmovq;
    }

    /// <summary>Before the address is chosen.</summary>
    public static void Registers(OracleCase c, OracleRandom random, OracleValues values)
    {
        uint[] gpr = c.Before.Gpr;
        Strings(c, random);
        switch (c.Instruction.Mnemonic)
        {
            case Mnemonic.Div or Mnemonic.Idiv:
                gpr[Reg.Edx] = random.Percent(60) ? (uint)random.Below(4) - (random.Percent(50) ? 0u : 2u) : gpr[Reg.Edx];
                break;
            case Mnemonic.Leave or Mnemonic.Enter:
                // AMD parts probe the end of ENTER's frame, and check the probe's alignment.
                c.Before.Eflags &= ~Efl.Ac;
                KeepFrameAboveZero(c);
                gpr[Reg.Ebp] = OracleLayout.Data + 0x80 + ((uint)random.Below(0x1F00) & ~3u);
                break;
            case Mnemonic.Bt or Mnemonic.Bts or Mnemonic.Btr or Mnemonic.Btc when c.Instruction.Op1Kind == OpKind.Register:
                gpr[c.Instruction.Op1Register.GetNumber()] = (uint)random.Below(0x2000) - 0x1000;
                break;
            case Mnemonic.Into:
                c.Before.Eflags &= ~Efl.Of;
                break;
            case Mnemonic.Int:
                SafeVector(c);
                break;
            case Mnemonic.Mov or Mnemonic.Lar or Mnemonic.Lsl or Mnemonic.Verr or Mnemonic.Verw or Mnemonic.Arpl or Mnemonic.Lldt or Mnemonic.Ltr:
                SelectorRegister(c, values);
                break;
        }

        bool frame = c.Instruction.Mnemonic is Mnemonic.Retf or Mnemonic.Iret or Mnemonic.Iretd;
        if (random.Percent(4) && c.Instruction.IsStackInstruction && !frame)
        {
            // Over the ends of the data, and unaligned.
            gpr[Reg.Esp] = OracleLayout.Data + (random.Percent(50) ? 0u : OracleLayout.DataBytes) + (uint)random.Below(8) - 4;
        }
        else if (random.Percent(20))
        {
            gpr[Reg.Esp] += (uint)random.Below(4);
        }
    }

    /// <summary>When all else is chosen.</summary>
    public static void Memory(OracleCase c, OracleRandom random, OracleValues values)
    {
        switch (c.Instruction.Mnemonic)
        {
            case Mnemonic.Cmpxchg when random.Percent(50) && !AddressNeeds(c.Instruction, Reg.Eax):
                Match(c);
                break;
            case Mnemonic.Cmpxchg8b when random.Percent(50) && !AddressNeeds(c.Instruction, Reg.Eax) && !AddressNeeds(c.Instruction, Reg.Edx):
                c.Before.Gpr[Reg.Eax] = ReadData(c, c.Address);
                c.Before.Gpr[Reg.Edx] = ReadData(c, c.Address + 4);
                break;
            case Mnemonic.Cvtpi2ps when c.Address != 0:
                // AMD parts do not look at pending x87 exceptions then, see HostDifferences.txt.
                c.Before.SetWord(FxImage.Status, (ushort)(c.Before.Word(FxImage.Status) & 0x7F00));
                break;
            case Mnemonic.Popf or Mnemonic.Popfd:
                // TF and AC would make the host's own code trap.
                WriteData(c, c.Before.Gpr[Reg.Esp], random.Next32() & ~(Efl.Tf | Efl.Ac));
                break;
            case Mnemonic.Iret or Mnemonic.Iretd:
                ReturnFrame(c, random, values, c.Instruction.Mnemonic == Mnemonic.Iret ? 2u : 4u);
                break;
            case Mnemonic.Retf:
                // AMD parts look at the outer stack before they refuse a selector, and the immediate moves it.
                ReturnFrame(c, random, values, c.Instruction.Code is Code.Retfw or Code.Retfw_imm16 ? 2u : 4u);
                if (c.Instruction.OpCount != 0)
                {
                    WriteData16(c, c.Before.Gpr[Reg.Esp] + (c.Instruction.Code == Code.Retfw_imm16 ? 2u : 4u), OracleLayout.UserCode32);
                }

                break;
            case Mnemonic.Pop when c.Instruction.Op0Kind == OpKind.Register && c.Instruction.Op0Register.IsSegmentRegister():
                WriteData(c, c.Before.Gpr[Reg.Esp], (random.Next32() & 0xFFFF_0000) | values.Selector());
                break;
            case Mnemonic.Mov or Mnemonic.Lar or Mnemonic.Lsl or Mnemonic.Verr or Mnemonic.Verw or Mnemonic.Lldt or Mnemonic.Ltr:
                if (TakesSelector(c.Instruction) && c.Address != 0)
                {
                    WriteData16(c, c.Address, values.Selector());
                }

                break;
        }
    }

    private static bool AddressNeeds(in Instruction instruction, int register) =>
        instruction.MemoryBase.GetFullRegister32() == Register.EAX + register || instruction.MemoryIndex.GetFullRegister32() == Register.EAX + register;

    private static bool IsMemory(OpKind kind) =>
        kind is OpKind.MemoryESDI or OpKind.MemoryESEDI or OpKind.MemorySegSI or OpKind.MemorySegESI;

    private static void Strings(OracleCase c, OracleRandom random)
    {
        uint[] gpr = c.Before.Gpr;
        bool any = false;
        bool narrow = false;
        for (int i = 0; i < c.Instruction.OpCount; i++)
        {
            OpKind kind = c.Instruction.GetOpKind(i);
            narrow |= kind is OpKind.MemoryESDI or OpKind.MemorySegDI or OpKind.MemorySegSI;
            any |= kind is OpKind.MemoryESEDI or OpKind.MemorySegEDI or OpKind.MemorySegESI;
        }

        if (any || narrow)
        {
            if (IsMemory(c.Instruction.Op0Kind) && IsMemory(c.Instruction.Op1Kind))
            {
                // Which operand of two is looked at first is not promised: only page faults are left, in which CR2 is not compared.
                c.Before.Eflags &= ~Efl.Ac;
                c.Before.Segments[0] = c.Before.Segments[3] = c.Before.Segments[4] = c.Before.Segments[5] = OracleLayout.UserData;
            }

            uint high = narrow ? random.Next32() & 0xFFFF_0000 : 0;
            gpr[Reg.Esi] = high | (OracleLayout.Data + (uint)random.Below((int)OracleLayout.DataBytes - 4));
            gpr[Reg.Edi] = high | (random.Percent(30)
                ? (gpr[Reg.Esi] + (uint)random.Below(16) - 8) & (narrow ? 0xFFFF : 0xFFFF_FFFF)
                : OracleLayout.Data + (uint)random.Below((int)OracleLayout.DataBytes - 4));
            if (c.Instruction.HasRepPrefix || c.Instruction.HasRepnePrefix)
            {
                gpr[Reg.Ecx] = high | (uint)random.Below(random.Percent(90) ? 40 : 3000);
            }

            if (c.Instruction.Mnemonic is Mnemonic.Scasb or Mnemonic.Scasw or Mnemonic.Scasd or Mnemonic.Cmpsb or Mnemonic.Cmpsw or Mnemonic.Cmpsd
                && random.Percent(60))
            {
                // A long run of the same value, so that REPE gets somewhere.
                c.Data.AsSpan().Fill((byte)random.Next32());
                gpr[Reg.Eax] = 0x0101_0101u * c.Data[0];
                c.Data[random.Below(c.Data.Length)] ^= 1;
            }
        }
        else if (c.Instruction.Mnemonic == Mnemonic.Xlatb)
        {
            gpr[Reg.Ebx] = OracleLayout.Data + (uint)random.Below(0x1E00);
        }
    }

    /// <summary>Not the vectors that Linux lets programs raise.</summary>
    private static void SafeVector(OracleCase c)
    {
        if (c.Instruction.Immediate8 is 0x80 or 3 or 4)
        {
            Instruction instruction = c.Instruction;
            instruction.Immediate8 = 0x30;
            c.Instruction = instruction;
        }
    }

    /// <summary>Whether an access over the end of a 4 GiB segment wraps or faults depends on the part (Intel SDM vol. 3, 5.3).</summary>
    private static void KeepFrameAboveZero(OracleCase c)
    {
        if (c.Instruction.Mnemonic == Mnemonic.Enter)
        {
            Instruction instruction = c.Instruction;
            instruction.Immediate16 &= 0x7FFF;
            c.Instruction = instruction;
        }
    }

    private static bool TakesSelector(in Instruction instruction) =>
        instruction.Mnemonic != Mnemonic.Mov || (instruction.Op0Kind == OpKind.Register && instruction.Op0Register.IsSegmentRegister());

    private static void SelectorRegister(OracleCase c, OracleValues values)
    {
        if (!TakesSelector(c.Instruction))
        {
            return;
        }

        for (int i = 0; i < c.Instruction.OpCount; i++)
        {
            if (c.Instruction.GetOpKind(i) == OpKind.Register && c.Instruction.GetOpRegister(i).IsGPR())
            {
                ref uint value = ref c.Before.Gpr[c.Instruction.GetOpRegister(i).GetFullRegister32() - Register.EAX];
                value = (value & 0xFFFF_0000) | values.Selector();
            }
        }
    }

    private static void ReturnFrame(OracleCase c, OracleRandom random, OracleValues values, uint size)
    {
        uint esp = c.Before.Gpr[Reg.Esp];
        ushort selector = random.Percent(75) ? OracleLayout.UserCode32 : values.Selector();

        // To an outer level there is none from 3.
        WriteData(c, esp, size == 2 ? values.Integer() & 0xFFFF : values.Integer());
        WriteData16(c, esp + size, selector);
        WriteData(c, esp + (2 * size), random.Next32() & ~(Efl.Tf | Efl.Ac | Efl.Vm));
    }

    private static void Match(OracleCase c)
    {
        uint value = c.Instruction.Op0Kind == OpKind.Memory
            ? ReadData(c, c.Address)
            : c.Before.Gpr[c.Instruction.Op0Register.GetFullRegister32() - Register.EAX];
        if (c.Instruction.Op0Kind == OpKind.Register && c.Instruction.Op0Register is >= Register.AH and <= Register.BH)
        {
            value >>= 8;
        }

        c.Before.Gpr[Reg.Eax] = (c.Instruction.MemorySize.GetSize(), c.Instruction.Op0Register.IsGPR8()) switch
        {
            (1, _) or (_, true) => (c.Before.Gpr[Reg.Eax] & 0xFFFF_FF00) | (value & 0xFF),
            _ => value,
        };
    }

    private static uint ReadData(OracleCase c, uint address)
    {
        uint offset = address - OracleLayout.Data;
        return offset <= OracleLayout.DataBytes - 4 ? MemoryMarshal.Read<uint>(c.Data.AsSpan((int)offset)) : 0;
    }

    private static void WriteData(OracleCase c, uint address, uint value)
    {
        WriteData16(c, address, (ushort)value);
        WriteData16(c, address + 2, (ushort)(value >> 16));
    }

    private static void WriteData16(OracleCase c, uint address, ushort value)
    {
        uint offset = address - OracleLayout.Data;
        if (offset <= OracleLayout.DataBytes - 2)
        {
            MemoryMarshal.Write(c.Data.AsSpan((int)offset), value);
        }
    }
}
