namespace Xemu.Abstractions.Graphics;

/// <summary>A texture and how it is sampled. Equal values with unchanged memory are the same texture.</summary>
public readonly record struct TextureState
{
    /// <summary>The shape; <see cref="TextureKind.None"/> when the unit is off.</summary>
    public TextureKind Kind { get; init; }

    /// <summary>First byte in the RAM block.</summary>
    public ulong Offset { get; init; }

    /// <summary>Last byte that may be read; texels beyond read as zeros.</summary>
    public ulong Limit { get; init; }

    /// <summary>The texels.</summary>
    public TextureFormat Format { get; init; }

    /// <summary>Their order; blocks of a compressed format lie in rows of blocks whatever this says.</summary>
    public SurfaceLayout Layout { get; init; }

    /// <summary>Texels, without the border; a power of two where swizzled or compressed.</summary>
    public int Width { get; init; }

    /// <summary>Texels, without the border.</summary>
    public int Height { get; init; }

    /// <summary>Texels, without the border; 1 but for three dimensions.</summary>
    public int Depth { get; init; }

    /// <summary>Mip levels, 1 or more; each lies behind the one before.</summary>
    public int Levels { get; init; }

    /// <summary>Bytes from row to row of a linear texture.</summary>
    public uint Pitch { get; init; }

    /// <summary>Whether the texture brings a border of its own: four texels on every side in memory, of which one is seen.</summary>
    public bool HasBorder { get; init; }

    /// <summary>The border's colour where the texture has none, A8R8G8B8.</summary>
    public uint BorderColor { get; init; }

    /// <summary>First byte of the palette in the RAM block.</summary>
    public ulong PaletteOffset { get; init; }

    /// <summary>Entries of the palette: 32, 64, 128 or 256; higher bits of an index are not looked at.</summary>
    public int PaletteLength { get; init; }

    /// <summary>Outside in u.</summary>
    public TextureAddress AddressU { get; init; }

    /// <summary>Outside in v.</summary>
    public TextureAddress AddressV { get; init; }

    /// <summary>Outside in p, the third coordinate.</summary>
    public TextureAddress AddressP { get; init; }

    /// <summary>Coordinates that take the shorter way round a cylinder: bit 0 u, 1 v, 2 p, 3 q.</summary>
    public byte CylinderWraps { get; init; }

    /// <summary>Where texels are smaller than pixels.</summary>
    public TextureFilter MinFilter { get; init; }

    /// <summary>Where they are larger: <see cref="TextureFilter.Nearest"/>, <see cref="TextureFilter.Linear"/> or the convolution.</summary>
    public TextureFilter MagFilter { get; init; }

    /// <summary>Whether the convolution is the Gaussian kernel; else the quincunx.</summary>
    public bool IsGaussian { get; init; }

    /// <summary>Added to the level of detail, in 1/256 levels, signed.</summary>
    public int LodBias { get; init; }

    /// <summary>Least level of detail, in 1/256 levels.</summary>
    public int MinLod { get; init; }

    /// <summary>Greatest level of detail, in 1/256 levels.</summary>
    public int MaxLod { get; init; }

    /// <summary>Most samples of an anisotropic filter: 1, 2, 4 or 8.</summary>
    public int MaxAnisotropy { get; init; }

    /// <summary>Components that are signed numbers: bit 0 blue, 1 green, 2 red, 3 alpha.</summary>
    public ColorMask SignedComponents { get; init; }

    /// <summary>Whether a fragment whose texel has alpha 0 is dropped.</summary>
    public bool KillsAlpha { get; init; }

    /// <summary>What the colour key does.</summary>
    public ColorKeyMode ColorKey { get; init; }

    /// <summary>The colour key, in the bits of the format.</summary>
    public uint ColorKeyValue { get; init; }

    /// <summary>How a depth texture is compared with the third coordinate.</summary>
    public CompareFunction ShadowFunction { get; init; }
}
