namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x19: a rectangle outside of which nothing is drawn, where an object is connected with it. Source: envytools docs/hw/graph/2d/ctxobj.</summary>
internal sealed class ClipRectangle(Pgraph graph) : MethodStore(0x19, TwoDMethods.Clip, graph)
{
    private const uint Point = 0x300;
    private const uint Size = 0x304;

    public int Left => (int)(this[Point] & 0xFFFF);

    public int Top => (int)(this[Point] >> 16);

    public int Right => Left + (int)(this[Size] & 0xFFFF);

    public int Bottom => Top + (int)(this[Size] >> 16);

    /// <summary>Whether a pixel may be drawn.</summary>
    public bool Contains(int x, int y) => x >= Left && x < Right && y >= Top && y < Bottom;
}
