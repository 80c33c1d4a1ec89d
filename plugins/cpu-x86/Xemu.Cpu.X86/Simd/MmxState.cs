using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>The MMX registers as aliases of the x87 stack. Intel SDM vol. 3, table 13-1.</summary>
internal static unsafe class MmxState
{
    /// <summary>What every MMX instruction but EMMS does: TOP is 0 and all tags say "valid".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(CpuState* s)
    {
        s->FpuTop = 0;
        s->FpuTags = 0xFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(CpuState* s, uint number) => Reg.X87(s, number)->Mantissa;

    /// <summary>Writes a register; sign and exponent become all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(CpuState* s, uint number, ulong value)
    {
        X87Register* register = Reg.X87(s, number);
        register->Mantissa = value;
        register->SignExponent = 0xFFFF;
        Enter(s);
    }
}
