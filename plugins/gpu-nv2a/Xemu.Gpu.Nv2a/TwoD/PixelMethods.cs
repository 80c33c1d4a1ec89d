namespace Xemu.Gpu.Nv2a;

/// <summary>Where a class that draws pixels has the methods that connect it, and the one that says what is done. 0 where it has none.</summary>
/// <param name="Key">The colour key.</param>
/// <param name="Clip">The clip rectangle.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Surface">The surface, where it may be a swizzled one.</param>
internal sealed record PixelMethods(uint Key, uint Clip, uint Operation, uint Surface = 0)
{
    /// <summary>Blits and pictures from the CPU.</summary>
    public static readonly PixelMethods Image = new(0x184, 0x188, 0x2FC);

    /// <summary>Lines, triangles, rectangles.</summary>
    public static readonly PixelMethods Solid = new(0, 0x184, 0x2FC);

    /// <summary>Pictures of palette indices.</summary>
    public static readonly PixelMethods Indexed = new(0x188, 0x18C, 0x3E4, 0x1A0);

    /// <summary>Stretched pictures, which have a clip rectangle of their own.</summary>
    public static readonly PixelMethods Stretched = new(0x184, 0, 0x2FC);

    /// <summary>Scaled pictures from memory, as well.</summary>
    public static readonly PixelMethods Scaled = new(0, 0, 0x304, 0x198);

    /// <summary>Rectangles and bits of a window system, as well.</summary>
    public static readonly PixelMethods Windows = new(0, 0, 0x2FC);
}
