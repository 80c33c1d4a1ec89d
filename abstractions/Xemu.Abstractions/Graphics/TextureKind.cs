namespace Xemu.Abstractions.Graphics;

/// <summary>The shape of a texture.</summary>
public enum TextureKind
{
    /// <summary>No texture is bound.</summary>
    None,

    /// <summary>One dimension.</summary>
    OneDimensional,

    /// <summary>Two dimensions.</summary>
    TwoDimensional,

    /// <summary>Three dimensions.</summary>
    ThreeDimensional,

    /// <summary>Six square faces, in the order +X, -X, +Y, -Y, +Z, -Z, each with its mip levels and aligned to 128 bytes.</summary>
    Cube,
}
