namespace Xemu.Cpu.X86;

/// <summary>What operations give for NaN and unsupported operands.</summary>
/// <remarks>Source: Intel SDM vol. 1, table 4-7 (x87 rows) and 8.5.1.2.</remarks>
internal static class X87NaN
{
    /// <summary>True when the operand takes the NaN path: NaN or unsupported.</summary>
    public static bool IsAny(in Float80 a) => a.IsNaN || a.IsUnsupported;

    /// <summary>Answers for two operands of which at least one is NaN or unsupported.</summary>
    public static bool Propagate(ref X87Context c, in Float80 a, in Float80 b, out Float80 result)
    {
        if (a.IsUnsupported || b.IsUnsupported)
        {
            return c.RaiseInvalid(out result);
        }

        result = Quiet(Select(a, b));
        return !(a.IsSignalingNaN || b.IsSignalingNaN) || c.Raise(X87Status.Invalid);
    }

    /// <summary>Answers for one operand that is NaN or unsupported.</summary>
    public static bool Propagate(ref X87Context c, in Float80 a, out Float80 result) => Propagate(ref c, a, a, out result);

    public static Float80 Quiet(in Float80 a) => a with { Significand = a.Significand | Float80.QuietBit };

    private static Float80 Select(in Float80 a, in Float80 b)
    {
        if (!a.IsNaN || !b.IsNaN)
        {
            return a.IsNaN ? a : b;
        }

        // Of a quiet and a signaling one the quiet one is kept, whatever the significands.
        if (a.IsSignalingNaN != b.IsSignalingNaN)
        {
            return a.IsSignalingNaN ? b : a;
        }

        if (a.Significand != b.Significand)
        {
            return a.Significand > b.Significand ? a : b;
        }

        // Equal but for the sign: the positive one (seen on hardware; the manual does not say).
        return a.IsNegative ? b : a;
    }
}
