namespace Xemu.Abstractions.Graphics;

/// <summary>What a coordinate outside of the texture means. Values are the chip's own.</summary>
public enum TextureAddress
{
    /// <summary>The texture repeats.</summary>
    Wrap = 1,

    /// <summary>It repeats, every other time mirrored.</summary>
    Mirror = 2,

    /// <summary>The texel at the edge.</summary>
    ClampToEdge = 3,

    /// <summary>The border.</summary>
    Border = 4,

    /// <summary>Half of the edge and half of the border, as OpenGL 1 clamps.</summary>
    Clamp = 5,
}
