using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Sample.Renderer.Wireframe;

/// <summary>Pixels of 32 bits in guest memory.</summary>
public readonly ref struct Canvas(Span<byte> bytes, uint pitch, Rectangle area)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Fills the area.</summary>
    public void Fill(uint color)
    {
        for (int y = area.Top; y < area.Bottom; y++)
        {
            for (int x = area.Left; x < area.Right; x++)
            {
                Set(x, y, color);
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
            Set((int)(x0 + ((x1 - x0) * part)), (int)(y0 + ((y1 - y0) * part)), color);
        }
    }

    private void Set(int x, int y, uint color)
    {
        if (x < area.Left || x >= area.Right || y < area.Top || y >= area.Bottom)
        {
            return;
        }

        ulong offset = ((ulong)y * pitch) + ((ulong)x * 4);
        if (offset + 4 <= (ulong)_bytes.Length)
        {
            MemoryMarshal.Write(_bytes[(int)offset..], color);
        }
    }
}
