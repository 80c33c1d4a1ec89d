namespace Xemu.Abstractions.Graphics;

/// <summary>The order of pixels in memory.</summary>
public enum SurfaceLayout
{
    /// <summary>Rows, each a pitch apart.</summary>
    Pitch = 1,

    /// <summary>Swizzled: the bits of x and y interleave, x first, and the longer dimension's remaining bits lie above (xboxdevwiki: NV2A, Swizzled textures). No pitch.</summary>
    Swizzled = 2,
}
