namespace Xemu.Cpu.X86;

/// <summary>What FOP records of an instruction.</summary>
internal static unsafe class X87Opcode
{
    /// <summary>The low three bits of the first opcode byte, then the second byte; 0 when this is no x87 instruction.</summary>
    /// <remarks>Source: Intel SDM vol. 1, 8.1.9.</remarks>
    public static ushort Find(byte* code, uint length)
    {
        for (uint i = 0; i + 1 < length; i++)
        {
            if ((code[i] & 0xF8) == 0xD8)
            {
                return (ushort)(((code[i] & 7) << 8) | code[i + 1]);
            }

            if (!IsPrefix(code[i]))
            {
                return 0;
            }
        }

        return 0;
    }

    private static bool IsPrefix(byte value) => value is 0x26 or 0x2E or 0x36 or 0x3E or 0x64 or 0x65 or 0x66 or 0x67 or 0xF0 or 0xF2 or 0xF3;
}
