namespace Xemu.Cpu.X86;

/// <summary>FXTRACT: splits a number into its exponent and its significand. Source: Intel SDM vol. 2, FXTRACT.</summary>
internal static class X87Extract
{
    public static bool Extract(ref X87Context c, in Float80 a, out Float80 exponent, out Float80 significand)
    {
        significand = a;
        if (X87NaN.IsAny(a))
        {
            bool write = X87NaN.Propagate(ref c, a, out significand);
            exponent = significand;
            return write;
        }

        exponent = Float80.Infinity(a.IsZero ? Float80.SignBit : 0);
        if (a.IsInfinity)
        {
            return true;
        }

        if (a.IsZero)
        {
            return c.Raise(X87Status.ZeroDivide);
        }

        if (!c.CheckDenormal(a))
        {
            return false;
        }

        var x = new X87Operand(a);
        significand = new Float80(x.Significand, (ushort)(a.Sign | Float80.Bias));
        exponent = X87Integers.FromInt64(x.Exponent - Float80.Bias);
        return true;
    }
}
