using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The tables of what is not compared: UndefinedFlags.txt and HostDifferences.txt.</summary>
internal sealed class OracleRules
{
    private readonly ILookup<Mnemonic, Rule> _rules = Read("UndefinedFlags.txt").Concat(Read("HostDifferences.txt")).ToLookup(r => r.Mnemonic);

    public OracleMask Mask(OracleCase c, bool faulted)
    {
        var mask = new OracleMask();
        foreach (Rule rule in _rules[c.Instruction.Mnemonic])
        {
            if (Holds(rule.Condition, c, faulted))
            {
                foreach (string word in rule.Words)
                {
                    mask.Add(word);
                }
            }
        }

        return mask;
    }

    private static IEnumerable<Rule> Read(string table) =>
        OracleText.Lines(table).Select(words => new Rule(Enum.Parse<Mnemonic>(words[0]), words[1], words[2..]));

    private static bool Holds(string condition, OracleCase c, bool faulted)
    {
        if (condition == "fault" || faulted)
        {
            return faulted && condition == "fault";
        }

        int size = Size(c.Instruction);
        int count = Count(c);
        return condition switch
        {
            "always" => true,
            "memory" => c.Address != 0,
            "repeat16" => c.Instruction.HasRepPrefix && c.Instruction.Op0Kind == OpKind.MemoryESDI,
            "count>0" => count > 0,
            "count>1" => count > 1,
            "count>=size" => count >= size,
            "count>size" => count > size,
            "zero-source" => Source(c) == 0,
            _ => throw new InvalidDataException($"'{condition}' is not a condition of the oracle's tables."),
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

    private sealed record Rule(Mnemonic Mnemonic, string Condition, string[] Words);
}
