namespace Xemu.Abstractions.Graphics;

/// <summary>Everything of a draw that selects code rather than feeds it: a renderer may build one pipeline a value and keep it.</summary>
public readonly record struct PipelineState
{
    /// <summary>When a fragment's alpha, compared with <see cref="DrawConstants.AlphaReference"/>, lets it live; <see cref="CompareFunction.Always"/> without a test.</summary>
    public CompareFunction AlphaFunction { get; init; }

    /// <summary>Blending.</summary>
    public BlendState Blend { get; init; }

    /// <summary>Components that are written.</summary>
    public ColorMask ColorMask { get; init; }

    /// <summary>Whether colours of 16 bits are dithered.</summary>
    public bool IsDithered { get; init; }

    /// <summary>Whether depth is tested.</summary>
    public bool IsDepthTested { get; init; }

    /// <summary>The fragment's depth compared with the stored one.</summary>
    public CompareFunction DepthFunction { get; init; }

    /// <summary>Whether depth is written where the test passes; only with the test.</summary>
    public bool WritesDepth { get; init; }

    /// <summary>Whether the depth buffer holds W instead of Z.</summary>
    public bool IsDepthW { get; init; }

    /// <summary>Whether a fragment outside the depth range is clamped to it; otherwise it is dropped.</summary>
    public bool ClampsDepth { get; init; }

    /// <summary>Whether a primitive is dropped when all of its vertices lie before the depth range, or all behind it.</summary>
    public bool CullsOutsideDepth { get; init; }

    /// <summary>The stencil test.</summary>
    public StencilState Stencil { get; init; }

    /// <summary>Faces that are not drawn.</summary>
    public Faces CulledFaces { get; init; }

    /// <summary>Whether a front face's vertices run clockwise on the screen.</summary>
    public bool IsFrontClockwise { get; init; }

    /// <summary>How front faces are drawn.</summary>
    public PolygonMode FrontMode { get; init; }

    /// <summary>How back faces are drawn.</summary>
    public PolygonMode BackMode { get; init; }

    /// <summary>Whether <see cref="DrawConstants.DepthOffsetFactor"/> and its bias hold for polygons drawn as points.</summary>
    public bool OffsetsPoints { get; init; }

    /// <summary>Whether they hold for polygons drawn as lines.</summary>
    public bool OffsetsLines { get; init; }

    /// <summary>Whether they hold for filled polygons.</summary>
    public bool OffsetsFills { get; init; }

    /// <summary>Whether everything is interpolated over the screen, without perspective.</summary>
    public bool IsAffine { get; init; }

    /// <summary>Whether colours are those of the provoking vertex.</summary>
    public bool IsFlat { get; init; }

    /// <summary>Whether the first vertex provokes; otherwise the last.</summary>
    public bool IsFirstProvoking { get; init; }

    /// <summary>Whether back faces take the back colours of the vertex program.</summary>
    public bool IsTwoSided { get; init; }

    /// <summary>Whether the specular colours of the vertex program are replaced by opaque black.</summary>
    public bool DropsSpecular { get; init; }

    /// <summary>Whether their alpha is replaced by 1.</summary>
    public bool DropsSpecularAlpha { get; init; }

    /// <summary>Whether <see cref="DrawConstants.PointSize"/> is the size of points even where the vertex program gives one.</summary>
    public bool HasFixedPointSize { get; init; }

    /// <summary>Whether points are sprites: texture coordinates run from 0 to 1 over them.</summary>
    public bool HasPointSprites { get; init; }

    /// <summary>
    /// Whether pixels are drawn whole, all of their samples alike. Only then lines and polygons may be smoothed, and lines that are not have a pixel in each
    /// column, or in each row; otherwise lines are rectangles.
    /// </summary>
    public bool DrawsWholePixels { get; init; }

    /// <summary>Whether points are round with soft edges.</summary>
    public bool SmoothsPoints { get; init; }

    /// <summary>Whether lines have soft edges.</summary>
    public bool SmoothsLines { get; init; }

    /// <summary>Whether polygons have soft edges.</summary>
    public bool SmoothsPolygons { get; init; }

    /// <summary>Whether polygons are drawn only where the bits of <see cref="DrawConstants.Stipple"/> are set.</summary>
    public bool IsStippled { get; init; }

    /// <summary>Whether the window clip rectangles hold; see <see cref="DrawConstants.WindowClips"/>.</summary>
    public bool IsWindowClipExclusive { get; init; }

    /// <summary>Whether what texture stages give is luminance (red) and chrominance (green Cb, blue Cr), of whatever format, and is converted to colours.</summary>
    public bool ConvertsTextures { get; init; }

    /// <summary>How the fog factor is had.</summary>
    public FogMode Fog { get; init; }

    /// <summary>Whether fragments that pass are counted for reports.</summary>
    public bool CountsPasses { get; init; }
}
