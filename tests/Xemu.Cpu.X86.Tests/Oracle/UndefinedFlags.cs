using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The table of what is undefined: UndefinedFlags.txt.</summary>
internal sealed class UndefinedFlags
{
    private const string Destination = "DEST";
    private readonly ILookup<Mnemonic, Rule> _rules = Read().ToLookup(r => r.Mnemonic);

    /// <summary>The flags to leave out of the comparison, and whether the first operand is left out too.</summary>
    public uint Mask(OracleCase c, out bool destination)
    {
        uint mask = 0;
        destination = false;
        foreach (Rule rule in _rules[c.Instruction.Mnemonic])
        {
            if (Holds(rule.Condition, c))
            {
                mask |= rule.Flags;
                destination |= rule.HasDestination;
            }
        }

        return mask;
    }

    private static IEnumerable<Rule> Read()
    {
        foreach (string[] words in OracleText.Lines("UndefinedFlags.txt"))
        {
            uint flags = 0;
            foreach (string word in words[2..])
            {
                flags |= word switch
                {
                    "CF" => Efl.Cf,
                    "PF" => Efl.Pf,
                    "AF" => Efl.Af,
                    "ZF" => Efl.Zf,
                    "SF" => Efl.Sf,
                    "OF" => Efl.Of,
                    Destination => 0,
                    _ => throw new InvalidDataException($"UndefinedFlags.txt: '{word}' is not a flag."),
                };
            }

            yield return new Rule(Enum.Parse<Mnemonic>(words[0]), words[1], flags, words.Contains(Destination));
        }
    }

    private static bool Holds(string condition, OracleCase c)
    {
        int size = Size(c.Instruction);
        int count = Count(c);
        return condition switch
        {
            "always" => true,
            "count>0" => count > 0,
            "count>1" => count > 1,
            "count>=size" => count >= size,
            "count>size" => count > size,
            "zero-source" => Source(c) == 0,
            _ => throw new InvalidDataException($"UndefinedFlags.txt: '{condition}' is not a condition."),
        };
    }

    private static int Size(in Instruction instruction) =>
        8 * (instruction.Op0Kind == OpKind.Register ? instruction.Op0Register.GetSize() : instruction.MemorySize.GetSize());

    private static int Count(OracleCase c)
    {
        Instruction i = c.Instruction;
        int last = i.OpCount - 1;
        return last < 0 ? 0
            : i.GetOpKind(last) == OpKind.Immediate8 ? i.Immediate8 & 31
            : i.GetOpKind(last) == OpKind.Register && i.GetOpRegister(last) == Register.CL ? (int)c.Before.Gpr[Reg.Ecx] & 31 : 0;
    }

    private static uint Source(OracleCase c)
    {
        Instruction i = c.Instruction;
        uint mask = Size(i) == 16 ? 0xFFFFu : 0xFFFF_FFFF;
        if (i.Op1Kind == OpKind.Register)
        {
            return c.Before.Gpr[i.Op1Register.GetFullRegister32() - Register.EAX] & mask;
        }

        uint offset = c.Address - OracleLayout.Data;
        return offset <= OracleLayout.DataBytes - 4 ? BitConverter.ToUInt32(c.Data, (int)offset) & mask : 0;
    }

    private sealed record Rule(Mnemonic Mnemonic, string Condition, uint Flags, bool HasDestination);
}
