namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x5E: upright rectangles of one colour. Source: envytools docs/hw/graph/2d/solid (which parts have it, methods).</summary>
internal sealed class SolidRectangle(PixelContext context) : SolidSource(0x5E, TwoDMethods.SolidRectangle, PixelMethods.Solid, context)
{
    private const uint Rectangles = 0x400;
    private const uint EndOfMethods = 0x480;

    /// <summary>A size draws.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method is >= Rectangles and < EndOfMethods && (method & 4) != 0)
        {
            Draw(this[method - 4], this[method]);
        }
    }

    private void Draw(uint point, uint size)
    {
        int left = (short)point;
        int top = (short)(point >> 16);
        int right = left + (int)(size & 0xFFFF);
        int bottom = Math.Min(top + (int)(size >> 16), MaxSide);
        PixelOperation operation = Current;
        for (int y = Math.Max(top, 0); y < bottom; y++)
        {
            DrawSpan(in operation, left, right, y);
        }
    }
}
