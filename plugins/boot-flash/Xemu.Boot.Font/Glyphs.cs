using System.Globalization;
using System.Reflection;

namespace Xemu.Boot.Font;

/// <summary>Makes bitmaps of coverage, 0 to 255 a pixel, from the strokes in font.txt.</summary>
/// <remarks>Only additions, multiplications, divisions and square roots are used, which IEEE 754 makes the same everywhere: the image has the same bytes on every host.</remarks>
internal static class Glyphs
{
    public const int First = 0x20;
    public const int Count = 0x60;
    public const int CellWidth = 8;
    public const int CellHeight = 16;

    private const double StrokeWidth = 1.25;
    private const int CurveSteps = 12;

    /// <summary>Draws every character.</summary>
    /// <param name="scale">1 for cells of 8 by 16, 2 for 16 by 32.</param>
    public static byte[] Draw(int scale)
    {
        var glyphs = ReadGlyphs();
        int width = CellWidth * scale;
        int height = CellHeight * scale;
        byte[] bitmap = new byte[Count * width * height];
        for (int i = 0; i < Count; i++)
        {
            if (glyphs.TryGetValue((char)(First + i), out List<Segment>? segments))
            {
                DrawGlyph(segments, scale, bitmap.AsSpan(i * width * height, width * height));
            }
        }

        return bitmap;
    }

    private static void DrawGlyph(List<Segment> segments, int scale, Span<byte> cell)
    {
        int width = CellWidth * scale;
        for (int i = 0; i < cell.Length; i++)
        {
            // Centres of pixels have whole coordinates at scale 1.
            double x = (((i % width) + 0.5) / scale) - 0.5;
            double y = (((i / width) + 0.5) / scale) - 0.5;
            double distance = segments.Min(s => s.DistanceTo(x, y));
            double coverage = ((StrokeWidth / 2) - distance) * scale + 0.5;
            cell[i] = (byte)(Math.Clamp(coverage, 0, 1) * 255);
        }
    }

    private static Dictionary<char, List<Segment>> ReadGlyphs()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("font.txt")!;
        using var reader = new StreamReader(stream);
        var glyphs = new Dictionary<char, List<Segment>>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int space = line.IndexOf(' ', 1);
            string name = line[..space];
            char character = name.StartsWith("U+", StringComparison.Ordinal)
                ? (char)ushort.Parse(name.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : name[0];
            var segments = new List<Segment>();
            foreach (string stroke in line[space..].Split(" ; "))
            {
                AddStroke(stroke, segments);
            }

            glyphs.Add(character, segments);
        }

        return glyphs;
    }

    private static void AddStroke(string stroke, List<Segment> segments)
    {
        (double X, double Y)? last = null;
        (double X, double Y)? control = null;
        foreach (string token in stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isControl = token[0] == 'c';
            double[] numbers = [.. token[(isControl ? 1 : 0)..].Split(',').Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
            (double X, double Y) point = (numbers[0], numbers[1]);
            if (isControl)
            {
                control = point;
                continue;
            }

            if (last is { } from)
            {
                AddCurve(from, control, point, segments);
            }

            last = point;
            control = null;
        }
    }

    private static void AddCurve((double X, double Y) from, (double X, double Y)? control, (double X, double Y) to, List<Segment> segments)
    {
        if (control is not { } bend)
        {
            segments.Add(new Segment(from.X, from.Y, to.X, to.Y));
            return;
        }

        (double X, double Y) last = from;
        for (int i = 1; i <= CurveSteps; i++)
        {
            double t = i / (double)CurveSteps;
            double u = 1 - t;
            (double X, double Y) next = (
                (u * u * from.X) + (2 * u * t * bend.X) + (t * t * to.X),
                (u * u * from.Y) + (2 * u * t * bend.Y) + (t * t * to.Y));
            segments.Add(new Segment(last.X, last.Y, next.X, next.Y));
            last = next;
        }
    }

    private readonly record struct Segment(double X0, double Y0, double X1, double Y1)
    {
        public double DistanceTo(double x, double y)
        {
            double dx = X1 - X0;
            double dy = Y1 - Y0;
            double length = (dx * dx) + (dy * dy);
            double t = length == 0 ? 0 : Math.Clamp((((x - X0) * dx) + ((y - Y0) * dy)) / length, 0, 1);
            double offX = x - (X0 + (t * dx));
            double offY = y - (Y0 + (t * dy));
            return Math.Sqrt((offX * offX) + (offY * offY));
        }
    }
}
