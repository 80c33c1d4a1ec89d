namespace Xemu.Cpu.X86;

/// <summary>FRNDINT. Source: Intel SDM vol. 2, FRNDINT.</summary>
internal static class X87RoundToInteger
{
    public static bool Round(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a;
        if (X87NaN.IsAny(a))
        {
            return X87NaN.Propagate(ref c, a, out result);
        }

        if (!c.CheckDenormal(a))
        {
            return false;
        }

        int power = a.Exponent - Float80.Bias;
        if (power < 63 && !a.IsZero)
        {
            result = RoundFraction(ref c, a, power);
        }

        return true;
    }

    private static Float80 RoundFraction(ref X87Context c, in Float80 a, int power)
    {
        ulong high = a.Significand;
        ulong low = 0;
        X87Round.ShiftRightSticky(ref high, ref low, 63 - power);
        if (low == 0)
        {
            return a;
        }

        bool up = X87Round.IncrementNeeded(c.Rounding, a.Sign, (high & 1) != 0, low);
        c.Status |= up ? X87Status.Precision | X87Status.C1 : X87Status.Precision;
        high += up ? 1UL : 0;
        return X87Integers.FromMagnitude(a.Sign, high);
    }
}
