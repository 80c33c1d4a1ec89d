using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Angles of the first octant in some 75 bits: the same way as in <see cref="X87Arctangent"/>, where 76 bits hold numerators and denominators exactly.</summary>
internal static class QuickArctangent
{
    /// <summary>Largest exponent of an argument of the series.</summary>
    private const int Largest = -7;

    /// <summary>Where the integers stand in 128 bits.</summary>
    private const int Shift = 51;

    /// <summary>The angle of a point that is finite and on no axis.</summary>
    /// <returns>Whether its rounding is certain.</returns>
    public static bool TryAngle(in Float80 x, in Float80 y, out Wide angle)
    {
        var width = new X87Operand(x);
        var height = new X87Operand(y);
        bool isSteep = height.Exponent > width.Exponent || (height.Exponent == width.Exponent && height.Significand > width.Significand);
        Limbs octant = isSteep
            ? Octant(width.Significand, height.Significand, height.Exponent - width.Exponent, out int exponent)
            : Octant(height.Significand, width.Significand, width.Exponent - height.Exponent, out exponent);

        // Beside a multiple of pi / 2 it is a fraction of 128 bits of 4.
        if ((isSteep || x.IsNegative) && octant.High != 0)
        {
            Limbs right = Limbs.Of(WideTables.HalfPi).Right(1);
            octant = octant.Right(Math.Min(1 - exponent, 127));
            exponent = 1;
            octant = !isSteep ? right + right - octant : x.IsNegative ? right + octant : right - octant;
        }

        return Quick.TryTake(y.IsNegative, exponent, octant, out angle);
    }

    /// <summary>atan(small / large 2^-distance), a quotient of at most 1, and its exponent if the top bit were set; zero where the short way does not lead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Limbs Octant(ulong small, ulong large, int distance, out int exponent)
    {
        int index = distance > 6 ? 0 : X87Arctangent.Nearest(small, large, distance);
        if (index == 0)
        {
            Limbs quotient = Quick.Quotient(new Limbs(small, 0), new Limbs(large, 0), out int below);
            exponent = -distance - below;
            return exponent <= Largest ? Series(quotient, exponent) : default;
        }

        exponent = -1;
        Limbs shifted = ShiftLeft(large, Shift + distance);
        Limbs top = ShiftLeft(small, Shift + 5);
        Limbs cut = new Limbs(shifted.High * (uint)index, 0) + Limbs.Product(shifted.Low, (uint)index);
        bool isBelow = top < cut;
        Limbs numerator = (isBelow ? cut - top : top - cut).Normal(out int zeros);
        Limbs denominator = (ShiftLeft(large, Shift + 5 + distance) + Limbs.Product(small, (ulong)index << Shift)).Normal(out int place);
        if (numerator.High == 0)
        {
            return default;
        }

        Limbs rest = Quick.Quotient(numerator, denominator, out int less);
        place -= zeros + less;
        if (place is > Largest or <= -64)
        {
            return default;
        }

        rest = Series(rest, place).Right(-1 - place);
        Limbs table = Limbs.Of(WideTables.Arctangent(index));
        return isBelow ? table - rest : table + rest;
    }

    /// <summary>atan u for a number u, by its significand and exponent, below 2^-6; in the same units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Limbs Series(Limbs significand, int exponent)
    {
        int shift = 2 * (Largest - exponent);
        ulong square = shift < 64 ? Quick.High(significand.High, significand.High) >> shift : 0;

        // u^2 (1/3 - u^2 (1/5 - ...)), to u^12 / 13.
        ulong tail = Quick.Alternating(square, ulong.MaxValue / 7, ulong.MaxValue / 9, ulong.MaxValue / 11, ulong.MaxValue / 13) >> Quick.SquareShift;
        tail = (ulong.MaxValue / 5) - tail;
        ulong rest = Quick.High(square, (ulong.MaxValue / 3) - (Quick.High(square, tail) >> Quick.SquareShift));
        return significand - significand.Times(rest).Right(Quick.SquareShift);
    }

    private static Limbs ShiftLeft(ulong value, int count) => new(value >> (64 - count), value << count);
}
