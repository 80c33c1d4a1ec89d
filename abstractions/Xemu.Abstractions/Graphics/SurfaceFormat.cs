namespace Xemu.Abstractions.Graphics;

/// <summary>How the pixels of a colour surface lie in memory; little-endian words, names from the highest bit down.</summary>
/// <remarks>
/// A letter X with a second letter says what is written to bits that hold no colour: Z zeros, O ones. Values are the chip's own
/// (envytools rnndb: NV20_3D surface format; xboxdevwiki: NV2A).
/// </remarks>
public enum SurfaceFormat
{
    /// <summary>No colour surface.</summary>
    None = 0,

    /// <summary>16 bits, 5 a component, the highest bit written as 0.</summary>
    X1R5G5B5Z = 1,

    /// <summary>16 bits, 5 a component, the highest bit written as 1.</summary>
    X1R5G5B5O = 2,

    /// <summary>16 bits.</summary>
    R5G6B5 = 3,

    /// <summary>32 bits, the highest byte written as 0.</summary>
    X8R8G8B8Z = 4,

    /// <summary>32 bits, the highest byte written as 0xFF.</summary>
    X8R8G8B8O = 5,

    /// <summary>32 bits, seven bits of alpha beneath a bit written as 0.</summary>
    X1A7R8G8B8Z = 6,

    /// <summary>32 bits, seven bits of alpha beneath a bit written as 1.</summary>
    X1A7R8G8B8O = 7,

    /// <summary>32 bits.</summary>
    A8R8G8B8 = 8,

    /// <summary>8 bits: blue alone.</summary>
    B8 = 9,

    /// <summary>16 bits: green above blue.</summary>
    G8B8 = 10,
}
