using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Random memory operands that suit their type.</summary>
internal static class OracleOperand
{
    public static void Fill(Span<byte> operand, in Instruction instruction, OracleRandom random, OracleValues values)
    {
        switch (instruction.Mnemonic)
        {
            case Mnemonic.Fldcw:
                MemoryMarshal.Write(operand, values.ControlWord());
                return;
            case Mnemonic.Ldmxcsr:
                // Bit 17 is AMD's mask of misaligned operands.
                MemoryMarshal.Write(operand, values.Mxcsr() | (random.Percent(10) ? 1u << (18 + random.Below(14)) : 0));
                return;
            case Mnemonic.Fxrstor:
                Image(operand, random, values);
                return;
            case Mnemonic.Fldenv or Mnemonic.Frstor:
                MemoryMarshal.Write(operand, values.ControlWord());
                MemoryMarshal.Write(operand[(operand.Length is 14 or 94 ? 2 : 4)..], (ushort)(random.Next32() & 0x7F7F));
                return;
            case Mnemonic.Fbld:
                for (int i = 0; i < 9; i++)
                {
                    operand[i] = values.BcdDigits();
                }

                return;
        }

        switch (instruction.MemorySize)
        {
            case MemorySize.Float32 or MemorySize.Packed64_Float32 or MemorySize.Packed128_Float32:
                for (int i = 0; i < operand.Length; i += 4)
                {
                    MemoryMarshal.Write(operand[i..], values.Single());
                }

                break;
            case MemorySize.Float64:
                MemoryMarshal.Write(operand, values.Double());
                break;
            case MemorySize.Float80:
                (ulong mantissa, ushort signExponent) = values.Extended();
                MemoryMarshal.Write(operand, mantissa);
                MemoryMarshal.Write(operand[8..], signExponent);
                break;
            case MemorySize.SegPtr16:
                MemoryMarshal.Write(operand[2..], Selector(instruction, random, values));
                break;
            case MemorySize.SegPtr32:
                MemoryMarshal.Write(operand[4..], Selector(instruction, random, values));
                break;
            default:
                Integers(operand, values);
                break;
        }
    }

    private static ushort Selector(in Instruction instruction, OracleRandom random, OracleValues values) =>
        instruction.FlowControl != FlowControl.Next && random.Percent(60) ? OracleLayout.UserCode32 : values.Selector();

    private static void Integers(Span<byte> operand, OracleValues values)
    {
        int i = 0;
        for (; i + 4 <= operand.Length; i += 4)
        {
            MemoryMarshal.Write(operand[i..], values.Integer());
        }

        for (; i < operand.Length; i++)
        {
            operand[i] = (byte)values.Integer();
        }
    }

    private static void Image(Span<byte> operand, OracleRandom random, OracleValues values)
    {
        var image = new CpuImage();
        OracleState.Randomize(image, random, values);
        image.Fx.CopyTo(operand);

        // What the registers' ends and the reserved fields hold is not looked at.
        MemoryMarshal.Write(operand[FxImage.Status..], (ushort)(random.Next32() & 0x7F7F));
        if (random.Percent(10))
        {
            operand[FxImage.Mxcsr + 2] = 1;
        }
    }
}
