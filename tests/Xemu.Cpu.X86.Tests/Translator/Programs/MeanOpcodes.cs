using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Every instruction that the part has, in all encodings of prefix, opcode and ModRM: what the other makers of instructions do not think of.</summary>
internal static class MeanOpcodes
{
    private static readonly byte[][] Heads = [[], [0x66], [0xF3], [0x0F], [0x66, 0x0F], [0xF3, 0x0F]];

    /// <summary>Prefixes, and the byte that leads to the second map: no opcodes.</summary>
    private static readonly byte[] NoOpcodes = [0x66, 0x67, 0xF2, 0xF3, 0xF0, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65, 0x0F];

    private static readonly HashSet<Code> Risky =
    [
        Code.Lgdt_m1632, Code.Lgdt_m1632_16, Code.Lidt_m1632, Code.Lidt_m1632_16, Code.Lldt_rm16, Code.Lldt_r32m16, Code.Ltr_rm16, Code.Ltr_r32m16,
        Code.Lmsw_rm16, Code.Lmsw_r32m16, Code.Mov_cr_r32, Code.Wrmsr,
    ];

    /// <summary>For each code its encodings.</summary>
    public static MeanOpcode[][] All { get; } = Find();

    private static Instruction Decode(byte[] bytes)
    {
        Iced.Intel.Decoder.Create(32, bytes, BlockDecoder.Options).Decode(out Instruction instruction);
        return instruction;
    }

    private static MeanOpcode[][] Find()
    {
        Dictionary<Code, List<MeanOpcode>> found = [];
        foreach (byte[] head in Heads)
        {
            foreach (int opcode in Enumerable.Range(0, 256).Where(opcode => head is [.., 0x0F] || !NoOpcodes.Contains((byte)opcode)))
            {
                for (int next = 0; next < 256; next++)
                {
                    Add(found, [.. head, (byte)opcode, (byte)next]);
                }
            }
        }

        return [.. found.Values.Select(static encodings => encodings.ToArray())];
    }

    private static void Add(Dictionary<Code, List<MeanOpcode>> found, byte[] start)
    {
        Instruction instruction = Decode([.. start, .. new byte[12]]);

        // HLT would end the program at level 0, and branches have their own maker.
        if (instruction.IsInvalid || !LegalCodes.IsLegal(instruction.Code) || instruction.Code == Code.Hlt || instruction.FlowControl is not (FlowControl.Next or FlowControl.Return))
        {
            return;
        }

        if (Encoding(instruction, start) is { } encoding)
        {
            if (!found.TryGetValue(instruction.Code, out List<MeanOpcode>? encodings))
            {
                found.Add(instruction.Code, encodings = []);
            }

            encodings.Add(encoding);
        }
    }

    /// <summary>The encoding, or null where another one stands for it: a plain address for all operands of memory.</summary>
    private static MeanOpcode? Encoding(in Instruction instruction, byte[] start)
    {
        const int PlainAddress = 0x05;
        const int AddressBytes = 4;
        bool isRisky = Risky.Contains(instruction.Code);
        int tail = instruction.Length - start.Length;
        bool hasMemory = instruction.Op0Kind == OpKind.Memory || instruction.Op1Kind == OpKind.Memory || instruction.Op2Kind == OpKind.Memory;
        if (tail < 0)
        {
            return start[^1] == 0 ? new MeanOpcode(start[..^1], MeanOpcode.None, 0, isRisky) : null;
        }

        if (!hasMemory)
        {
            return new MeanOpcode(start, MeanOpcode.None, tail, isRisky);
        }

        if (start[^2] is >= 0xA0 and <= 0xA3 && (start.Length < 3 || start[^3] != 0x0F))
        {
            return start[^1] == 0 ? new MeanOpcode(start[..^1], MeanOpcode.Address, 0, isRisky) : null;
        }

        return (start[^1] & 0xC7) == PlainAddress ? new MeanOpcode(start[..^1], (start[^1] >> 3) & 7, tail - AddressBytes, isRisky) : null;
    }
}
