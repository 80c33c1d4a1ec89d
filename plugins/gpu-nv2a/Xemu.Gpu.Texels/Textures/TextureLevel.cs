namespace Xemu.Gpu.Texels;

/// <summary>A mip level of one face, decoded, with the border where the texture brings one.</summary>
/// <param name="Width">Texels, without border.</param>
/// <param name="Height">Texels, without border.</param>
/// <param name="Depth">Texels, without border.</param>
/// <param name="Border">Texels of border on each side.</param>
/// <param name="BorderSlices">Slices of border before and behind.</param>
/// <param name="Texels">A8R8G8B8 or depth, x fastest, border included.</param>
internal sealed record TextureLevel(int Width, int Height, int Depth, int Border, int BorderSlices, uint[] Texels)
{
    /// <summary>A texel.</summary>
    /// <param name="x">Column, from -<see cref="Border"/>.</param>
    /// <param name="y">Row.</param>
    /// <param name="z">Slice, from -<see cref="BorderSlices"/>.</param>
    public uint this[int x, int y, int z] =>
        Texels[((((z + BorderSlices) * (Height + (2 * Border))) + y + Border) * (Width + (2 * Border))) + x + Border];
}
