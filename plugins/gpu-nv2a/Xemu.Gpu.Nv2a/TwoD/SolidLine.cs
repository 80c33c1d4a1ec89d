namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x5C: lines of one colour, the last pixel of each left out. Source: envytools docs/hw/graph/2d/solid; the way of a line: photographs of the console.</summary>
internal sealed class SolidLine(PixelContext context) : SolidSource(0x5C, TwoDMethods.SolidLine, PixelMethods.Solid, context)
{
    private const uint Lines = 0x400;
    private const uint LongLines = 0x480;
    private const uint Strip = 0x500;
    private const uint LongStrip = 0x580;
    private const uint ColorStrip = 0x600;
    private const uint EndOfMethods = 0x680;

    /// <summary>The method that ends a line draws it.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case >= Lines and < LongLines when (method & 4) != 0:
                Draw(Short(method - 4), Short(method));
                break;
            case >= LongLines and < Strip when (method & 12) == 12:
                Draw(Long(method - 12), Long(method - 4));
                break;
            case > Strip and < LongStrip:
                Draw(Short(method - 4), Short(method));
                break;
            case > LongStrip + 4 and < ColorStrip when (method & 4) != 0:
                Draw(Long(method - 12), Long(method - 4));
                break;
            case >= ColorStrip and < EndOfMethods when (method & 4) == 0:
                Color = this[method];
                break;
            case > ColorStrip + 4 and < EndOfMethods:
                Draw(Short(method - 8), Short(method));
                break;
        }
    }

    private (int X, int Y) Short(uint method) => ((short)this[method], (short)(this[method] >> 16));

    private (int X, int Y) Long(uint method) => ((short)this[method], (short)this[method + 4]);

    /// <summary>Steps along the longer side; half a pixel of distance is enough for a step along the other.</summary>
    private void Draw((int X, int Y) from, (int X, int Y) to)
    {
        int dx = Math.Abs(to.X - from.X);
        int dy = Math.Abs(to.Y - from.Y);
        int stepX = to.X > from.X ? 1 : -1;
        int stepY = to.Y > from.Y ? 1 : -1;
        (int count, int other) = dx >= dy ? (dx, dy) : (dy, dx);
        int distance = (2 * other) - count;
        uint pixel = Pixel;
        PixelOperation operation = Current;
        (int x, int y) = from;
        for (int i = 0; i < count; i++)
        {
            Plot(in operation, x, y, pixel);
            bool movesBoth = distance >= 0;
            x += dx >= dy || movesBoth ? stepX : 0;
            y += dx < dy || movesBoth ? stepY : 0;
            distance += 2 * (movesBoth ? other - count : other);
        }

        // Each pixel is found in memory by itself.
        SpendBytes(count * 64L);
    }
}
