using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>A vector of four components for each pixel of a block.</summary>
internal struct ColorBlock
{
#pragma warning disable SA1401, CA1051 // Compiled programs read fields.
    public Vector512<float> X;
    public Vector512<float> Y;
    public Vector512<float> Z;
    public Vector512<float> W;
#pragma warning restore SA1401, CA1051

    /// <summary>The same for every pixel.</summary>
    public static ColorBlock Of(Vector4 value) => new()
    {
        X = Vector512.Create(value.X),
        Y = Vector512.Create(value.Y),
        Z = Vector512.Create(value.Z),
        W = Vector512.Create(value.W),
    };

    /// <summary>Colours of A8R8G8B8, red in x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColorBlock FromArgb(Vector512<int> argb)
    {
        Vector512<int> low = Vector512.Create(0xFF);
        return new ColorBlock
        {
            X = Lanes.FromByte(Vector512.ShiftRightLogical(argb, 16) & low),
            Y = Lanes.FromByte(Vector512.ShiftRightLogical(argb, 8) & low),
            Z = Lanes.FromByte(argb & low),
            W = Lanes.FromByte(Vector512.ShiftRightLogical(argb, 24)),
        };
    }

    /// <summary>A8R8G8B8 of colours from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<int> ToArgb() =>
        Vector512.ShiftLeft(Lanes.ToByte(W), 24) | Vector512.ShiftLeft(Lanes.ToByte(X), 16) | Vector512.ShiftLeft(Lanes.ToByte(Y), 8) | Lanes.ToByte(Z);

    /// <summary>Between two vectors, by a fraction of the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColorBlock Lerp(in ColorBlock from, in ColorBlock to, Vector512<float> fraction) => new()
    {
        X = Vector512.Lerp(from.X, to.X, fraction),
        Y = Vector512.Lerp(from.Y, to.Y, fraction),
        Z = Vector512.Lerp(from.Z, to.Z, fraction),
        W = Vector512.Lerp(from.W, to.W, fraction),
    };

    /// <summary>Adds two vectors by a weight; where it is 0 they may be no numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in ColorBlock one, in ColorBlock other, Vector512<float> weight)
    {
        Vector512<float> counts = Vector512.GreaterThan(weight, Vector512<float>.Zero);
        X += (one.X + other.X) * weight & counts;
        Y += (one.Y + other.Y) * weight & counts;
        Z += (one.Z + other.Z) * weight & counts;
        W += (one.W + other.W) * weight & counts;
    }

    /// <summary>Divides the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Divide(Vector512<float> divisor)
    {
        X /= divisor;
        Y /= divisor;
        Z /= divisor;
        W /= divisor;
    }

    /// <summary>Takes the vectors of some pixels.</summary>
    /// <param name="mask">Which.</param>
    /// <param name="other">Where they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(Vector512<float> mask, in ColorBlock other)
    {
        X = Vector512.ConditionalSelect(mask, other.X, X);
        Y = Vector512.ConditionalSelect(mask, other.Y, Y);
        Z = Vector512.ConditionalSelect(mask, other.Z, Z);
        W = Vector512.ConditionalSelect(mask, other.W, W);
    }

    /// <summary>A pixel's vector.</summary>
    public Vector4 Get(int lane) => new(Lanes.At(ref X, lane), Lanes.At(ref Y, lane), Lanes.At(ref Z, lane), Lanes.At(ref W, lane));

    /// <summary>Sets a pixel's vector.</summary>
    public void Set(int lane, Vector4 value)
    {
        Lanes.At(ref X, lane) = value.X;
        Lanes.At(ref Y, lane) = value.Y;
        Lanes.At(ref Z, lane) = value.Z;
        Lanes.At(ref W, lane) = value.W;
    }
}
