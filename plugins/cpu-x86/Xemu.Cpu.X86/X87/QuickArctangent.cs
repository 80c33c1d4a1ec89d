namespace Xemu.Cpu.X86;

/// <summary>The series of the arctangent in some 75 bits.</summary>
internal static class QuickArctangent
{
    /// <summary>Largest exponent of an argument.</summary>
    public const int Largest = -7;

    /// <summary>atan u for |u| below 2^-6.</summary>
    public static Wide Series(in Wide u)
    {
        ulong high = (ulong)(u.Significand >> 64);
        int shift = -2 * (u.Exponent - Largest);
        ulong square = shift < 64 ? Quick.High(high, high) >> shift : 0;

        // u^2 (1/3 - u^2 (1/5 - ...)), to u^12 / 13.
        ulong tail = Quick.Alternating(square, ulong.MaxValue / 7, ulong.MaxValue / 9, ulong.MaxValue / 11, ulong.MaxValue / 13) >> Quick.SquareShift;
        tail = (ulong.MaxValue / 5) - tail;
        ulong rest = Quick.High(square, (ulong.MaxValue / 3) - (Quick.High(square, tail) >> Quick.SquareShift));
        return Quick.Normal(u.Negative, u.Exponent, u.Significand - (Quick.Product(u.Significand, rest) >> Quick.SquareShift), out _);
    }
}
