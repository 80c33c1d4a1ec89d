using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Whether anybody could see the flags that an instruction leaves undefined, for which the host need not have the platform's value (README).</summary>
internal static class UndefinedFlags
{
    public const RflagsBits Arithmetic = RflagsBits.OF | RflagsBits.SF | RflagsBits.ZF | RflagsBits.AF | RflagsBits.CF | RflagsBits.PF;

    /// <summary>Whether flags are written again before they can be read, by an instruction or by a fault.</summary>
    public static bool AreDead(RflagsBits flags, ReadOnlySpan<Instruction> next)
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
        Mnemonic.And or Mnemonic.Or or Mnemonic.Xor or Mnemonic.Test => Arithmetic,

        // By nothing they change nothing.
        Mnemonic.Shl or Mnemonic.Shr or Mnemonic.Sar or Mnemonic.Rol or Mnemonic.Ror or Mnemonic.Rcl or Mnemonic.Rcr or Mnemonic.Shld or Mnemonic.Shrd => RflagsBits.None,
        _ => instruction.RflagsWritten | instruction.RflagsCleared | instruction.RflagsSet,
    };

    private static bool MayLeave(in Instruction instruction)
    {
        if (instruction.FlowControl != FlowControl.Next || instruction.IsStackInstruction || !InstructionMapper.TryMap(instruction, out _)
            || instruction.Mnemonic is Mnemonic.Mul or Mnemonic.Imul || InstructionMapper.IsSse(instruction))
        {
            return true;
        }

        for (int i = 0; i < instruction.OpCount; i++)
        {
            if (instruction.GetOpKind(i) == OpKind.Memory && instruction.Mnemonic != Mnemonic.Lea)
            {
                return true;
            }
        }

        return false;
    }
}
