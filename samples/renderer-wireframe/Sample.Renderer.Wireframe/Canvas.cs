using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Sample.Renderer.Wireframe;

/// <summary>Samples of 32 bits in guest memory.</summary>
/// <param name="bytes">The surface, from its first byte.</param>
/// <param name="target">What the bytes are.</param>
/// <param name="area">Samples that may be drawn.</param>
public readonly ref struct Canvas(Span<byte> bytes, RenderTarget target, Rectangle area)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Whether a surface can be drawn on.</summary>
    public static bool Fits(in RenderTarget target) => target.Layout == SurfaceLayout.Pitch && SurfaceMemory.BytesPerPixel(target.ColorFormat) == 4;

    /// <summary>Fills the area.</summary>
    /// <param name="color">The bits.</param>
    /// <param name="mask">Which of them are written.</param>
    public void Fill(uint color, uint mask)
    {
        for (int y = area.Top; y < area.Bottom; y++)
        {
            for (int x = area.Left; x < area.Right; x++)
            {
                Set(x, y, color, mask);
            }
        }
    }

    /// <summary>Draws a line, as far as it lies in the area.</summary>
    public void Line(float x0, float y0, float x1, float y1, uint color)
    {
        // Numbers that are none, and lines that begin or end far outside, are left out: a sample need not clip.
        float longest = MathF.Max(MathF.Abs(x1 - x0), MathF.Abs(y1 - y0));
        if (!(longest < 8192))
        {
            return;
        }

        int steps = (int)longest + 1;
        for (int i = 0; i <= steps; i++)
        {
            float part = (float)i / steps;
            Set((int)(x0 + ((x1 - x0) * part)), (int)(y0 + ((y1 - y0) * part)), color, uint.MaxValue);
        }
    }

    /// <summary>Writes a sample; bits that hold no colour become what the format says.</summary>
    private void Set(int x, int y, uint color, uint mask)
    {
        if (x < area.Left || x >= area.Right || y < area.Top || y >= area.Bottom)
        {
            return;
        }

        ulong offset = ((ulong)y * target.Color.Pitch) + ((ulong)x * 4);
        if (offset + 4 <= (ulong)_bytes.Length)
        {
            (uint kept, uint set) = SurfaceMemory.FixedBits(target.ColorFormat);
            Span<byte> sample = _bytes[(int)offset..];
            MemoryMarshal.Write(sample, (MemoryMarshal.Read<uint>(sample) & ~mask) | (((color & kept) | set) & mask));
        }
    }
}
