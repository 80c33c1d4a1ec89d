using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Depths in the bits of a buffer, for a block.</summary>
internal static class BlockDepth
{
    /// <summary>Bits of depths in units of the buffer, as <see cref="DepthCodec.ToFloatBits"/> has them, or cut off.</summary>
    /// <param name="format">16 or 24 bits.</param>
    /// <param name="isFloat">Whether they are floating-point numbers.</param>
    /// <param name="z">The depths.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Quantize(DepthFormat format, bool isFloat, Vector512<float> z)
    {
        Vector512<float> positive = Vector512.Max(z, Vector512<float>.Zero);
        bool isSmall = format == DepthFormat.Z16;
        if (!isFloat)
        {
            return Vector512.ConvertToInt32(Vector512.Min(positive, Vector512.Create(isSmall ? 65535f : 16777215f)));
        }

        return isSmall ? Half(positive.AsInt32()) : Full(Vector512.ShiftRightLogical(positive.AsInt32(), 7));
    }

    private static Vector512<int> Full(Vector512<int> bits) =>
        Vector512.Min(bits, Vector512.Create(0xFF_FFFF)) & Vector512.GreaterThanOrEqual(bits, Vector512.Create(DepthCodec.LeastFloat24));

    private static Vector512<int> Half(Vector512<int> bits)
    {
        // The exponent loses 120 of its bias, which leaves 4 bits; what is below 1 then is 0.
        Vector512<int> half = Vector512.ShiftRightLogical(bits, 11) - Vector512.Create(120 << 12);
        return Vector512.Min(half, Vector512.Create(0xFFFF)) & Vector512.GreaterThanOrEqual(half, Vector512.Create(0x1000));
    }
}
