namespace Xemu.Cpu.X86;

/// <summary>FSQRT. Source: Intel SDM vol. 2, FSQRT table.</summary>
internal static class X87SquareRoot
{
    public static bool SquareRoot(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a;
        if (X87NaN.IsAny(a))
        {
            return X87NaN.Propagate(ref c, a, out result);
        }

        // The root of -0 is -0.
        if (a.IsZero)
        {
            return true;
        }

        if (a.IsNegative)
        {
            return c.RaiseInvalid(out result);
        }

        if (a.IsInfinity)
        {
            return true;
        }

        if (!c.CheckDenormal(a))
        {
            return false;
        }

        result = RootFinite(ref c, a);
        return true;
    }

    private static Float80 RootFinite(ref X87Context c, in Float80 a)
    {
        var x = new X87Operand(a);
        int power = x.Exponent - Float80.Bias;

        // An even power of two is taken out, so that the radicand is in [1, 4) with 126 fraction bits and the root has 64 bits.
        UInt128 radicand = (UInt128)x.Significand << ((power & 1) == 0 ? 63 : 64);
        ulong root = WideMath.SquareRoot(radicand, out UInt128 rest);

        // (root + 1/2)^2 = root^2 + root + 1/4: the half bit is set when the rest exceeds the root. A tie cannot be.
        ulong low = rest == 0 ? 0 : rest > root ? 3UL << 62 : 1UL << 62;
        return X87Round.ToRegister(ref c, 0, (power >> 1) + Float80.Bias, root, low, c.DroppedBits);
    }
}
