using Iced.Intel;
using static Iced.Intel.Mnemonic;

namespace Xemu.Cpu.X86;

/// <summary>What instructions do to the arithmetic flags, as far as emitted code depends on it.</summary>
internal static class FlagRules
{
    private const RflagsBits Arithmetic = RflagsBits.OF | RflagsBits.SF | RflagsBits.ZF | RflagsBits.AF | RflagsBits.CF | RflagsBits.PF;

    /// <summary>Whether an instruction writes every arithmetic flag and reads none.</summary>
    public static bool OverwritesAll(in Instruction guest) => guest.Mnemonic is
        Add or Sub or Cmp or And or Or or Xor or Test or Neg;

    /// <summary>Whether such an instruction can be emitted and cannot fault once its memory operand, if it has one, is in a register.</summary>
    public static bool CanPreload(in Instruction guest)
    {
        int memory = MemoryOperand(guest);
        if (!InstructionMapper.TryMap(guest, 0, out _))
        {
            return false;
        }

        bool isWritten = memory == 0 && guest.Mnemonic is not (Cmp or Test);
        return memory < 0 || (!isWritten && !InstructionMapper.IsBased(guest) && !(guest.MemorySize.GetSize() == 1 && HasHighByte(guest)));
    }

    /// <summary>The number of the operand in memory, or -1.</summary>
    public static int MemoryOperand(in Instruction guest)
    {
        for (int i = 0; i < guest.OpCount; i++)
        {
            if (guest.GetOpKind(i) == OpKind.Memory)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the flags that an instruction leaves undefined are the platform's (README) on this host, or nobody can see them.</summary>
    /// <param name="guest">The instruction.</param>
    /// <param name="next">What follows it in the trace.</param>
    public static bool AreHosts(in Instruction guest, ReadOnlySpan<Instruction> next)
    {
        bool same = guest.Mnemonic switch
        {
            Shl or Sal or Shr or Sar => HostFlags.Shifts,
            Shld or Shrd => HostFlags.DoubleShifts && guest.Op0Kind == OpKind.Register && guest.Op0Register.IsGPR32(),
            Mul or Imul => HostFlags.Products,
            Div or Idiv => false,
            _ => true,
        };
        return same || (guest.Mnemonic is not (Shld or Shrd) && AreDead(guest.RflagsUndefined & Arithmetic, next));
    }

    /// <summary>Whether flags are written again before they can be read, by an instruction or by a fault.</summary>
    private static bool AreDead(RflagsBits flags, ReadOnlySpan<Instruction> next)
    {
        foreach (ref readonly Instruction instruction in next)
        {
            if ((instruction.RflagsRead & flags) != 0 || MayLeave(instruction))
            {
                return false;
            }

            flags &= ~Written(instruction);
            if (flags == RflagsBits.None)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an instruction certainly writes; what the manual leaves undefined may stay as it was.</summary>
    private static RflagsBits Written(in Instruction instruction) => instruction.Mnemonic switch
    {
        And or Or or Xor or Test => Arithmetic,

        // By nothing they change nothing.
        Shl or Sal or Shr or Sar or Rol or Ror or Rcl or Rcr or Shld or Shrd => RflagsBits.None,
        _ => instruction.RflagsWritten | instruction.RflagsCleared | instruction.RflagsSet,
    };

    private static bool MayLeave(in Instruction instruction) =>
        instruction.FlowControl != FlowControl.Next || instruction.IsStackInstruction || !InstructionMapper.TryMap(instruction, 0, out _)
            || instruction.Mnemonic is Mul or Imul or Div or Idiv || InstructionMapper.IsSse(instruction)
            || (MemoryOperand(instruction) >= 0 && instruction.Mnemonic != Lea);

    /// <summary>Whether an operand is AH, CH, DH or BH.</summary>
    public static bool HasHighByte(in Instruction guest)
    {
        for (int i = 0; i < guest.OpCount; i++)
        {
            if (guest.GetOpKind(i) == OpKind.Register && guest.GetOpRegister(i) is >= Register.AH and <= Register.BH)
            {
                return true;
            }
        }

        return false;
    }
}
