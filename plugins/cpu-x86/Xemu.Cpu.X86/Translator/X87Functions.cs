using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>The transcendental functions for emitted code: of normal numbers, with results far from the ends of the range; anything else is interpreted.</summary>
/// <remarks>
/// The unit of the host is loaded meanwhile, and everything in it masked. The last rounding is the host's: it adds a part of a unit to the 64 bits above it,
/// which leaves FSW as the interpreter does (<see cref="X87Round"/>), by the rounding control in force.
/// </remarks>
internal static unsafe class X87Functions
{
    /// <summary>Exponents within which the low parts are normal numbers of 64 bits.</summary>
    private const int LargestExponent = 900;

    private const int RoundingControl = 0xC00;
    private const int PrecisionControl = 0x300;

    /// <summary>All of them.</summary>
    public static X87Function[] All { get; } =
    [
        new(Mnemonic.Fsin, IsBinary: false, IsAngle: true, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&Sine),
        new(Mnemonic.Fcos, IsBinary: false, IsAngle: true, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&Cosine),
        new(Mnemonic.Fsincos, IsBinary: false, IsAngle: true, IsPair: true, (nint)(delegate* unmanaged<X87Call*, int>)&SineCosine),
        new(Mnemonic.Fptan, IsBinary: false, IsAngle: true, IsPair: true, (nint)(delegate* unmanaged<X87Call*, int>)&Tangent),
        new(Mnemonic.F2xm1, IsBinary: false, IsAngle: false, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&PowerLessOne),
        new(Mnemonic.Fpatan, IsBinary: true, IsAngle: false, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&Arctangent),
        new(Mnemonic.Fyl2x, IsBinary: true, IsAngle: false, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&TimesLog2),
        new(Mnemonic.Fyl2xp1, IsBinary: true, IsAngle: false, IsPair: false, (nint)(delegate* unmanaged<X87Call*, int>)&TimesLog2PlusOne),
    ];

    [UnmanagedCallersOnly]
    private static int Sine(X87Call* call)
    {
        if (!TryReduce(call, out X87Angle angle))
        {
            return 0;
        }

        angle.GetSine(out Wide result);
        return Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int Cosine(X87Call* call)
    {
        if (!TryReduce(call, out X87Angle angle))
        {
            return 0;
        }

        angle.GetCosine(out Wide result);
        return Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int SineCosine(X87Call* call)
    {
        if (!TryReduce(call, out X87Angle angle))
        {
            return 0;
        }

        angle.GetSine(out Wide sine);
        angle.GetCosine(out Wide cosine);
        return Put(sine, &call->High, &call->Low) && Put(cosine, &call->PushedHigh, &call->PushedLow) ? 1 : 0;
    }

    /// <summary>FPTAN. C1 tells of the tangent's rounding: 1 is pushed as a sum that is rounded in the same direction, which takes rounding to nearest.</summary>
    [UnmanagedCallersOnly]
    private static int Tangent(X87Call* call)
    {
        if ((call->Control & RoundingControl) != 0 || !TryReduce(call, out X87Angle angle))
        {
            return 0;
        }

        angle.GetTangent(out Wide tangent);
        bool isUp = (long)tangent.Low < 0;
        Wide one = isUp ? new Wide(false, -1, UInt128.MaxValue) : Wide.One;
        return Put(tangent, &call->High, &call->Low) && Put(one, &call->PushedHigh, &call->PushedLow) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int PowerLessOne(X87Call* call)
    {
        Float80 a = Begin(call);
        if (!a.IsNormal || a.Exponent >= Float80.Bias)
        {
            return 0;
        }

        X87Exponential.OfFraction(a, out Wide result);
        return Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int Arctangent(X87Call* call)
    {
        Float80 x = Begin(call);
        Float80 y = Of(call->Second);
        if (!x.IsNormal || !y.IsNormal)
        {
            return 0;
        }

        X87Arctangent.OfPoint(x, y, out Wide result);
        return Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int TimesLog2(X87Call* call)
    {
        Float80 x = Begin(call);
        Float80 y = Of(call->Second);
        return x.IsNormal && y.IsNormal && !x.IsNegative && QuickLogarithm.TryTimesLog2(x, y, out Wide result)
            && Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int TimesLog2PlusOne(X87Call* call)
    {
        Float80 x = Begin(call);
        Float80 y = Of(call->Second);
        return x.IsNormal && y.IsNormal && QuickLogarithm.TryTimesLog2PlusOne(x, y, out Wide result)
            && Put(result, &call->High, &call->Low) ? 1 : 0;
    }

    private static Float80 Begin(X87Call* call)
    {
        call->FullControl = (ushort)(call->Control | PrecisionControl);
        return Of(call->First);
    }

    private static Float80 Of(in X87Register register) => new(register.Mantissa, register.SignExponent);

    private static bool TryReduce(X87Call* call, out X87Angle angle)
    {
        Float80 a = Begin(call);
        if (!a.IsNormal || a.Exponent >= Float80.Bias + 63)
        {
            angle = default;
            return false;
        }

        angle = new X87Angle(a);
        return true;
    }

    /// <summary>Splits a result that is not exact: 64 bits, and a quarter or three quarters of their last place for what follows.</summary>
    private static bool Put(in Wide value, X87Register* high, double* low)
    {
        const int DoubleBias = 1023;
        int sign = value.Negative ? Float80.SignBit : 0;
        high->Mantissa = value.High;
        high->SignExponent = (ushort)(sign | (value.Exponent + Float80.Bias));
        bool isAbove = (long)value.Low < 0;
        ulong exponent = (ulong)(value.Exponent - (isAbove ? 64 : 65) + DoubleBias);
        *(ulong*)low = ((ulong)sign << 48) | (exponent << 52) | (isAbove ? 1UL << 51 : 0);
        return Math.Abs(value.Exponent) < LargestExponent;
    }
}
