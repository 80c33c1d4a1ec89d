using Xemu.Boot.Font;

namespace Xemu.Kernel.Hle;

/// <summary>The picture of a bugcheck: a red field with the reason, drawn into the top of RAM and scanned out from there.</summary>
internal static class BugCheckScreen
{
    private const uint Mode = 0x0401_0101;
    private const uint Format = 0x12;
    private const int Width = 640;
    private const int Height = 480;
    private const uint Background = 0x0060_0C10;
    private const int Left = 40;
    private const int Columns = (Width - (2 * Left)) / Glyphs.CellWidth;

    /// <summary>Draws it and switches the display to it.</summary>
    public static void Draw(Kernel kernel, uint code, string reason, ReadOnlySpan<uint> parameters)
    {
        uint[] picture = new uint[Width * Height];
        Array.Fill(picture, Background);
        byte[] font = Glyphs.Draw(1);
        int y = 80;
        foreach (string line in Lines(code, reason, parameters))
        {
            DrawLine(picture, font, y, line);
            y += Glyphs.CellHeight + 4;
        }

        uint start = kernel.Ram.SizeBytes - 0x0040_0000;
        kernel.Ram.Write(start, System.Runtime.InteropServices.MemoryMarshal.AsBytes(picture.AsSpan()));
        kernel.Display.SetMode(Mode, Format, Width * 4, start);
        kernel.Display.SetBlank(blank: false);
    }

    private static List<string> Lines(uint code, string reason, ReadOnlySpan<uint> parameters)
    {
        var lines = new List<string> { "The program has been stopped.", string.Empty };
        var line = new System.Text.StringBuilder();
        foreach (string word in reason.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : string.Empty).Append(word);
        }

        lines.Add(line.ToString());
        lines.Add(string.Empty);
        lines.Add($"Bugcheck 0x{code:X8}");
        foreach (uint parameter in parameters)
        {
            lines.Add($"         0x{parameter:X8}");
        }

        return lines;
    }

    private static void DrawLine(uint[] picture, byte[] font, int y, string text)
    {
        for (int i = 0; i < Math.Min(text.Length, Columns); i++)
        {
            int glyph = text[i] is >= (char)Glyphs.First and < (char)(Glyphs.First + Glyphs.Count) ? text[i] - Glyphs.First : '?' - Glyphs.First;
            for (int row = 0; row < Glyphs.CellHeight && y + row < Height; row++)
            {
                for (int column = 0; column < Glyphs.CellWidth; column++)
                {
                    byte coverage = font[(((glyph * Glyphs.CellHeight) + row) * Glyphs.CellWidth) + column];
                    ref uint pixel = ref picture[((y + row) * Width) + Left + (i * Glyphs.CellWidth) + column];
                    pixel = Mix(pixel, coverage);
                }
            }
        }
    }

    private static uint Mix(uint under, byte coverage)
    {
        uint mixed = 0;
        for (int shift = 0; shift < 24; shift += 8)
        {
            uint channel = (under >> shift) & 0xFF;
            mixed |= (channel + (((0xFF - channel) * coverage) / 255)) << shift;
        }

        return mixed;
    }
}
