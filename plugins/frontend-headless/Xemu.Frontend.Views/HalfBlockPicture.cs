using System.Runtime.InteropServices;

namespace Xemu.Frontend.Views;

/// <summary>Draws a picture with half-block characters: each cell shows two square pixels, one above the other.</summary>
internal static class HalfBlockPicture
{
    private const char UpperHalf = '\u2580';

    /// <summary>Draws.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="column">Left edge.</param>
    /// <param name="columns">Cells across.</param>
    /// <param name="rows">Cells down, from the top.</param>
    /// <param name="width">The picture's pixels across.</param>
    /// <param name="height">Its lines.</param>
    /// <param name="pixels">Blue, green, red, unused.</param>
    public static void Draw(CellScreen screen, int column, int columns, int rows, int width, int height, ReadOnlySpan<byte> pixels)
    {
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(pixels);
        for (int row = 0; row < rows; row++)
        {
            for (int x = 0; x < columns; x++)
            {
                uint upper = Average(source, width, height, x, columns, row * 2, rows * 2);
                uint lower = Average(source, width, height, x, columns, (row * 2) + 1, rows * 2);
                screen[column + x, row] = new Cell(UpperHalf, upper, lower);
            }
        }
    }

    /// <summary>The mean of up to 16 samples of the rectangle that one pixel of the terminal covers.</summary>
    private static uint Average(ReadOnlySpan<uint> source, int width, int height, int x, int columns, int y, int lines)
    {
        int left = x * width / columns;
        int right = Math.Max((x + 1) * width / columns, left + 1);
        int top = y * height / lines;
        int bottom = Math.Max((y + 1) * height / lines, top + 1);
        int stepX = Math.Max((right - left) / 4, 1);
        int stepY = Math.Max((bottom - top) / 4, 1);
        uint red = 0, green = 0, blue = 0, count = 0;
        for (int v = top; v < bottom; v += stepY)
        {
            for (int u = left; u < right; u += stepX)
            {
                uint pixel = source[(v * width) + u];
                red += (pixel >> 16) & 0xFF;
                green += (pixel >> 8) & 0xFF;
                blue += pixel & 0xFF;
                count++;
            }
        }

        return (red / count << 16) | (green / count << 8) | (blue / count);
    }
}
