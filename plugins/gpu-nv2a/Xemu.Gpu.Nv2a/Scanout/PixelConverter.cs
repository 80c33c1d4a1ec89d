using System.Numerics;
using System.Runtime.InteropServices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Turns a row of guest pixels into 32-bit ones.</summary>
internal static class PixelConverter
{
    /// <summary>Converts as many pixels as both rows have.</summary>
    /// <param name="depth">8, 15, 16 or 32.</param>
    /// <param name="source">Guest bytes.</param>
    /// <param name="destination">Pixels, 0xXXRRGGBB.</param>
    /// <param name="palette">256 colours; used for 8 bits alone.</param>
    /// <returns>How many were converted.</returns>
    public static int Convert(int depth, ReadOnlySpan<byte> source, Span<uint> destination, ReadOnlySpan<uint> palette)
    {
        switch (depth)
        {
            case 8:
                return Convert8(source, destination, palette);
            case 15:
                return Convert16<Format555>(MemoryMarshal.Cast<byte, ushort>(source), destination);
            case 16:
                return Convert16<Format565>(MemoryMarshal.Cast<byte, ushort>(source), destination);
            default:
                ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(source);
                pixels = pixels[..Math.Min(pixels.Length, destination.Length)];
                pixels.CopyTo(destination);
                return pixels.Length;
        }
    }

    /// <summary>Sends each component through the palette's column of its colour, as a gamma ramp does.</summary>
    /// <param name="ramp">256 colours.</param>
    /// <param name="pixels">Pixels, changed in place; the top byte stays.</param>
    public static void ApplyRamp(ReadOnlySpan<uint> ramp, Span<uint> pixels)
    {
        if (IsStraight(ramp))
        {
            return;
        }

        for (int i = 0; i < pixels.Length; i++)
        {
            uint pixel = pixels[i];
            pixels[i] = (pixel & 0xFF00_0000) | (ramp[(int)(pixel >> 16 & 0xFF)] & 0xFF_0000) | (ramp[(int)(pixel >> 8 & 0xFF)] & 0xFF00) | (ramp[(int)(pixel & 0xFF)] & 0xFF);
        }
    }

    private static bool IsStraight(ReadOnlySpan<uint> ramp)
    {
        for (int i = 0; i < ramp.Length; i++)
        {
            if ((ramp[i] & 0xFF_FFFF) != (uint)i * 0x01_0101)
            {
                return false;
            }
        }

        return true;
    }

    private static int Convert8(ReadOnlySpan<byte> source, Span<uint> destination, ReadOnlySpan<uint> palette)
    {
        int count = Math.Min(source.Length, destination.Length);
        for (int i = 0; i < count; i++)
        {
            destination[i] = palette[source[i]];
        }

        return count;
    }

    private static int Convert16<TFormat>(ReadOnlySpan<ushort> source, Span<uint> destination)
        where TFormat : struct, IFormat16
    {
        int count = Math.Min(source.Length, destination.Length);
        int i = 0;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out Vector<uint> low, out Vector<uint> high);
            TFormat.Expand(low).CopyTo(destination[i..]);
            TFormat.Expand(high).CopyTo(destination[(i + Vector<uint>.Count)..]);
        }

        for (; i < count; i++)
        {
            destination[i] = TFormat.Expand(new Vector<uint>(source[i]))[0];
        }

        return count;
    }

    /// <summary>A 16-bit format: high bits are repeated below, so that full is full.</summary>
    private interface IFormat16
    {
        static abstract Vector<uint> Expand(Vector<uint> pixels);
    }

    // 15: x rrrrr ggggg bbbbb
    private readonly struct Format555 : IFormat16
    {
        public static Vector<uint> Expand(Vector<uint> pixels) =>
            Vector.ShiftLeft(pixels & new Vector<uint>(0x7C00), 9) | Vector.ShiftLeft(pixels & new Vector<uint>(0x7000), 4)
            | Vector.ShiftLeft(pixels & new Vector<uint>(0x03E0), 6) | Vector.ShiftLeft(pixels & new Vector<uint>(0x0380), 1)
            | Vector.ShiftLeft(pixels & new Vector<uint>(0x001F), 3) | Vector.ShiftRightLogical(pixels & new Vector<uint>(0x001C), 2);
    }

    // 16: rrrrr gggggg bbbbb
    private readonly struct Format565 : IFormat16
    {
        public static Vector<uint> Expand(Vector<uint> pixels) =>
            Vector.ShiftLeft(pixels & new Vector<uint>(0xF800), 8) | Vector.ShiftLeft(pixels & new Vector<uint>(0xE000), 3)
            | Vector.ShiftLeft(pixels & new Vector<uint>(0x07E0), 5) | Vector.ShiftRightLogical(pixels & new Vector<uint>(0x0600), 1)
            | Vector.ShiftLeft(pixels & new Vector<uint>(0x001F), 3) | Vector.ShiftRightLogical(pixels & new Vector<uint>(0x001C), 2);
    }
}
