using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Records guest faults. Every method returns false, so that a handler can end with <c>return Fault.GeneralProtection(s, 0);</c>.</summary>
/// <remarks>
/// A handler raises before it has changed anything that the guest can see (registers, flags, segment state): the run loop puts EIP back
/// to the start of the op, does not count it, and delivers. Memory helpers raise by themselves and return false.
/// </remarks>
internal static unsafe class Fault
{
    public const int DE = 0;
    public const int DB = 1;
    public const int BP = 3;
    public const int OF = 4;
    public const int BR = 5;
    public const int UD = 6;
    public const int NM = 7;
    public const int DF = 8;
    public const int TS = 10;
    public const int NP = 11;
    public const int SS = 12;
    public const int GP = 13;
    public const int PF = 14;
    public const int MF = 16;
    public const int AC = 17;
    public const int MC = 18;
    public const int XM = 19;

    /// <summary>Records a fault without error code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Raise(CpuState* s, int vector)
    {
        s->FaultVector = vector;
        s->FaultError = 0;
        s->FaultHasError = 0;
        s->Attention |= Attention.Fault;
        return false;
    }

    /// <summary>Records a fault with an error code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Raise(CpuState* s, int vector, uint error)
    {
        s->FaultVector = vector;
        s->FaultError = error;
        s->FaultHasError = 1;
        s->Attention |= Attention.Fault;
        return false;
    }

    public static bool DivideError(CpuState* s) => Raise(s, DE);

    public static bool InvalidOpcode(CpuState* s) => Raise(s, UD);

    public static bool DeviceNotAvailable(CpuState* s) => Raise(s, NM);

    public static bool FloatingPoint(CpuState* s) => Raise(s, MF);

    public static bool SimdFloatingPoint(CpuState* s) => Raise(s, XM);

    public static bool GeneralProtection(CpuState* s, uint error) => Raise(s, GP, error);

    public static bool Stack(CpuState* s, uint error) => Raise(s, SS, error);

    public static bool NotPresent(CpuState* s, uint error) => Raise(s, NP, error);

    public static bool InvalidTss(CpuState* s, uint error) => Raise(s, TS, error);
}
