namespace Xemu.Cpu.X86;

/// <summary>A shift or rotate by a count of 1 to 31, already masked. Sets the flags.</summary>
/// <remarks>
/// OF is defined for a count of 1 only; for others it is what the last single step would give, as silicon does. AF after shifts is set, as AMD's processors have it (the manual leaves it open), so
/// that a translator on these has nothing to mend.
/// Shifts of 8 and 16 bits by more than the width: CF is the last bit shifted out, 0 beyond the width.
/// </remarks>
internal unsafe interface IShift
{
    static abstract uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth;
}

internal readonly unsafe struct ShiftLeft : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        ulong wide = (ulong)a << count;
        uint r = (uint)wide & TW.Mask;
        bool cf = ((wide >> TW.Bits) & 1) != 0;
        Flags.SetResult<TW>(s, r, cf, cf != ((r & TW.Sign) != 0), af: true);
        return r;
    }
}

internal readonly unsafe struct ShiftRight : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        uint r = a >> count;
        bool cf = ((a >> (count - 1)) & 1) != 0;
        Flags.SetResult<TW>(s, r, cf, ((a >> (count - 1)) & TW.Sign) != 0, af: true);
        return r;
    }
}

internal readonly unsafe struct ShiftArithmetic : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        int wide = (int)TW.SignExtend(a);
        uint r = (uint)(wide >> count) & TW.Mask;
        Flags.SetResult<TW>(s, r, ((wide >> (count - 1)) & 1) != 0, of: false, af: true);
        return r;
    }
}

internal readonly unsafe struct RotateLeft : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        int n = count & (TW.Bits - 1);
        uint r = ((a << n) | (uint)((ulong)a >> (TW.Bits - n))) & TW.Mask;
        bool cf = (r & 1) != 0;
        Flags.SetCoa(s, cf, cf != ((r & TW.Sign) != 0), Flags.Af(s));
        return r;
    }
}

internal readonly unsafe struct RotateRight : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        int n = count & (TW.Bits - 1);
        uint r = ((a >> n) | (uint)((ulong)a << (TW.Bits - n))) & TW.Mask;
        bool cf = (r & TW.Sign) != 0;
        Flags.SetCoa(s, cf, cf != ((r & (TW.Sign >> 1)) != 0), Flags.Af(s));
        return r;
    }
}

internal readonly unsafe struct RotateCarryLeft : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        int n = count % (TW.Bits + 1);
        if (n == 0)
        {
            // A multiple of the cycle: the operand and CF stay; OF by the rule for one step.
            bool carry = Flags.Cf(s);
            Flags.SetCoa(s, carry, carry != ((a & TW.Sign) != 0), Flags.Af(s));
            return a;
        }

        ulong wide = ((ulong)Flags.CfBit(s) << TW.Bits) | a;
        wide = (wide << n) | (wide >> (TW.Bits + 1 - n));
        uint r = (uint)wide & TW.Mask;
        bool cf = ((wide >> TW.Bits) & 1) != 0;
        Flags.SetCoa(s, cf, cf != ((r & TW.Sign) != 0), Flags.Af(s));
        return r;
    }
}

internal readonly unsafe struct RotateCarryRight : IShift
{
    public static uint Do<TW>(CpuState* s, uint a, int count)
        where TW : struct, IWidth
    {
        int n = count % (TW.Bits + 1);
        ulong wide = ((ulong)Flags.CfBit(s) << TW.Bits) | a;
        wide = n == 0 ? wide : (wide >> n) | (wide << (TW.Bits + 1 - n));
        uint r = (uint)wide & TW.Mask;
        bool cf = ((wide >> TW.Bits) & 1) != 0;
        bool of = ((r ^ (r << 1)) & TW.Sign) != 0;
        Flags.SetCoa(s, cf, of, Flags.Af(s));
        return r;
    }
}
