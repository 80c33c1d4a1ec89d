namespace Xemu.Abstractions.Graphics;

/// <summary>What is drawn into. Equal values are the same target.</summary>
/// <remarks>Coordinates are in samples: with <see cref="SampleMode.Four"/> a 640×480 picture is 1280×960 of them.</remarks>
public readonly record struct RenderTarget
{
    /// <summary>The colour surface.</summary>
    public Surface Color { get; init; }

    /// <summary>Its format; <see cref="SurfaceFormat.None"/> when no colour is drawn.</summary>
    public SurfaceFormat ColorFormat { get; init; }

    /// <summary>The depth surface.</summary>
    public Surface Depth { get; init; }

    /// <summary>Its format; <see cref="DepthFormat.None"/> when there is none.</summary>
    public DepthFormat DepthFormat { get; init; }

    /// <summary>Whether depth values are floating-point numbers: 16 bits with 4 of exponent, 24 bits with 8.</summary>
    public bool IsFloatDepth { get; init; }

    /// <summary>The layout of both.</summary>
    public SurfaceLayout Layout { get; init; }

    /// <summary>Samples a pixel.</summary>
    public SampleMode Samples { get; init; }

    /// <summary>Base-two logarithm of the width of a swizzled surface.</summary>
    public int WidthLog2 { get; init; }

    /// <summary>Base-two logarithm of the height of a swizzled surface.</summary>
    public int HeightLog2 { get; init; }

    /// <summary>What may be drawn, in pixels.</summary>
    public Rectangle Clip { get; init; }
}
