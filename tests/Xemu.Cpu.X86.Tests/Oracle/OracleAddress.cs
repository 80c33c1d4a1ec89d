using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Gives a memory operand a random address form that reaches the chosen address.</summary>
internal static class OracleAddress
{
    private static readonly Register[] Bases16 = [Register.BX, Register.BX, Register.BP, Register.BP, Register.SI, Register.DI, Register.BP, Register.BX, Register.None];
    private static readonly Register[] Indexes16 = [Register.SI, Register.DI, Register.SI, Register.DI, Register.None, Register.None, Register.None, Register.None, Register.None];

    public static void Compose(ref Instruction instruction, OracleCase c, OpCodeInfo info, bool address16, OracleRandom random)
    {
        if (IsOffset(info))
        {
            instruction.MemoryDisplSize = address16 ? 2 : 4;
            instruction.MemoryDisplacement64 = address16 ? (ushort)c.Address : c.Address;
        }
        else if (address16)
        {
            Compose16(ref instruction, c, random);
        }
        else
        {
            Compose32(ref instruction, c, random);
        }
    }

    private static bool IsOffset(OpCodeInfo info)
    {
        for (int i = 0; i < info.OpCount; i++)
        {
            if (info.GetOpKind(i) == OpCodeOperandKind.mem_offs)
            {
                return true;
            }
        }

        return false;
    }

    private static void Compose16(ref Instruction instruction, OracleCase c, OracleRandom random)
    {
        int form = random.Below(Bases16.Length);
        Register b = Bases16[form];
        Register i = Indexes16[form];
        uint sum = (b == Register.None ? 0 : c.Before.Gpr[b.GetNumber()]) + (i == Register.None ? 0 : c.Before.Gpr[i.GetNumber()]);
        instruction.MemoryBase = b;
        instruction.MemoryIndex = i;
        instruction.MemoryDisplSize = 2;
        instruction.MemoryDisplacement64 = (ushort)(c.Address - sum);
        c.Address &= 0xFFFF;
    }

    private static void Compose32(ref Instruction instruction, OracleCase c, OracleRandom random)
    {
        uint[] gpr = c.Before.Gpr;
        int b = random.Percent(80) ? random.Below(8) : -1;
        int i = random.Percent(40) ? random.Below(8) : -1;
        i = i == Reg.Esp ? -1 : i;
        int shift = i >= 0 ? random.Below(4) : 0;
        uint sum = (b >= 0 ? gpr[b] : 0) + (i >= 0 ? gpr[i] << shift : 0);
        instruction.MemoryBase = b >= 0 ? Register.EAX + b : Register.None;
        instruction.MemoryIndex = i >= 0 ? Register.EAX + i : Register.None;
        instruction.MemoryIndexScale = 1 << shift;
        uint displacement = c.Address - sum;
        instruction.MemoryDisplSize = b >= 0 && (int)displacement is >= -128 and < 128 ? 1 : 4;

        // Short displacements by choice of the base register, where nothing else needs it.
        if (b >= 0 && b != i && b != Reg.Esp && random.Percent(40) && !OracleFixups.Uses(instruction, b))
        {
            displacement = (uint)(sbyte)random.Next32();
            gpr[b] = c.Address - displacement - (i >= 0 ? gpr[i] << shift : 0);
            instruction.MemoryDisplSize = 1;
        }

        instruction.MemoryDisplacement64 = displacement;
    }
}
