namespace Xemu.Cpu.X86;

/// <summary>FCOM, FUCOM, FTST and their relatives: C3 C2 C0 tell the outcome, as ZF PF CF do for FCOMI.</summary>
/// <remarks>Source: Intel SDM vol. 2, FCOM, FUCOM, FTST; vol. 1, 8.1.4 table 8-1.</remarks>
internal static class X87Compare
{
    /// <summary>FCOM: a NaN of either kind is invalid.</summary>
    public static bool Ordered(ref X87Context c, in Float80 a, in Float80 b) => Compare(ref c, a, b, false);

    /// <summary>FUCOM: only signaling NaNs and unsupported operands are invalid.</summary>
    public static bool Unordered(ref X87Context c, in Float80 a, in Float80 b) => Compare(ref c, a, b, true);

    private static bool Compare(ref X87Context c, in Float80 a, in Float80 b, bool quietAllowed)
    {
        if (X87NaN.IsAny(a) || X87NaN.IsAny(b))
        {
            bool invalid = !quietAllowed || a.IsUnsupported || b.IsUnsupported || a.IsSignalingNaN || b.IsSignalingNaN;
            c.Status |= X87Status.Unordered;
            return !invalid || c.Raise(X87Status.Invalid);
        }

        // The condition codes are set even when an unmasked exception keeps the stack as it was (seen on a Zen 4).
        int order = Order(a, b);
        c.Status |= order < 0 ? X87Status.C0 : order == 0 ? X87Status.C3 : X87Status.None;
        return c.CheckDenormal(a, b);
    }

    private static int Order(in Float80 a, in Float80 b)
    {
        if (a.IsZero && b.IsZero)
        {
            return 0;
        }

        if (a.Sign != b.Sign)
        {
            return a.IsNegative ? -1 : 1;
        }

        int order = Rank(a).CompareTo(Rank(b));
        return a.IsNegative ? -order : order;
    }

    /// <summary>The magnitude as one integer. A pseudo-denormal (exponent field 0, integer bit 1) equals the normal one with field 1.</summary>
    private static UInt128 Rank(in Float80 a) =>
        new((ulong)(a.Exponent == 0 ? (int)(a.Significand >> 63) : a.Exponent), a.Significand);
}
