using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What a pixel shader follows from.</summary>
public readonly record struct PixelShaderKey
{
    /// <summary>The program; the same object is the same program.</summary>
    public required PixelProgram Program { get; init; }

    /// <summary>The textures.</summary>
    public TextureCodeSet Textures { get; init; }

    /// <summary>Whether what texture stages give is luminance and chrominance.</summary>
    public bool ConvertsTextures { get; init; }

    /// <summary>How the fog factor is had.</summary>
    public FogMode Fog { get; init; }

    /// <summary>The alpha test.</summary>
    public CompareFunction AlphaFunction { get; init; }

    /// <summary>Whether everything is interpolated over the screen.</summary>
    public bool IsAffine { get; init; }

    /// <summary>Whether colours are those of the first vertex.</summary>
    public bool IsFlat { get; init; }

    /// <summary>Whether back faces have colours of their own.</summary>
    public bool IsTwoSided { get; init; }

    /// <summary>Whether texture 3's coordinates run over a point.</summary>
    public bool IsSprite { get; init; }

    /// <summary>Whether the stipple pattern holds.</summary>
    public bool IsStippled { get; init; }

    /// <summary>Whether the window rectangles are spared.</summary>
    public bool IsWindowClipExclusive { get; init; }

    /// <summary>What depth is given.</summary>
    public DepthCode Depth { get; init; }

    /// <summary>Whether it is W instead of Z.</summary>
    public bool IsDepthW { get; init; }

    /// <summary>Whether depth is clamped to its range; else fragments outside are dropped.</summary>
    public bool ClampsDepth { get; init; }

    /// <summary>Whether depth is offset.</summary>
    public bool OffsetsDepth { get; init; }

    /// <summary>The format of 16 bits whose bits alone are left of colours; none where the surface has another.</summary>
    public SurfaceFormat CutTo { get; init; }

    /// <summary>Whether what is cut off is dithered. Not where the host blends: the chip does it behind that.</summary>
    public bool IsDithered { get; init; }

    /// <summary>Which bytes of the colour are written.</summary>
    public SignedPart Part { get; init; }
}
