using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>From a draw to its shaders. Pure; needs no host GPU.</summary>
public static class DrawShaders
{
    /// <summary>The vertex shader of a draw, of polygons that of front faces.</summary>
    /// <param name="call">The draw.</param>
    public static VertexShaderKey Vertex(DrawCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Vertex(call, PipelineKeys.Parts(call).First.Mode);
    }

    /// <summary>The pixel shader of a draw whose surfaces and textures are all there, of polygons that of front faces.</summary>
    /// <param name="call">The draw.</param>
    public static PixelShaderKey Pixel(DrawCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var textures = new TextureCodeSet(Texture(call, 0), Texture(call, 1), Texture(call, 2), Texture(call, 3));
        return Pixel(call, textures, call.Target.ColorFormat, call.Target.DepthFormat, PipelineKeys.Parts(call).First.Mode);
    }

    /// <summary>The vertex shader of a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="mode">How its polygons are drawn.</param>
    internal static VertexShaderKey Vertex(DrawCall call, PolygonMode mode)
    {
        PipelineState state = call.State;
        return new VertexShaderKey(call.VertexProgram, state.IsFlat, IsPoint(call, mode))
        {
            IsAffine = state.IsAffine,
            HasFixedPointSize = state.HasFixedPointSize,
            DropsSpecular = state.DropsSpecular,
            DropsSpecularAlpha = state.DropsSpecularAlpha,
            KeepsFraction = call.VertexProgram == ExpandedDraw.Program,
        };
    }

    /// <summary>The pixel shader of a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="textures">The textures that there are.</param>
    /// <param name="color">The colour surface's format, none where there is none.</param>
    /// <param name="depth">The depth surface's format, none where there is none.</param>
    /// <param name="mode">How polygons are drawn.</param>
    internal static PixelShaderKey Pixel(DrawCall call, in TextureCodeSet textures, SurfaceFormat color, DepthFormat depth, PolygonMode mode)
    {
        PipelineState state = call.State;
        bool isPolygon = IsPolygon(call);
        bool isOffset = mode switch { PolygonMode.Point => state.OffsetsPoints, PolygonMode.Line => state.OffsetsLines, _ => state.OffsetsFills };
        return new PixelShaderKey
        {
            Program = call.PixelProgram,
            Textures = textures,
            ConvertsTextures = state.ConvertsTextures,
            Fog = state.Fog,
            AlphaFunction = state.AlphaFunction,
            IsAffine = state.IsAffine,
            IsFlat = state.IsFlat,
            IsTwoSided = state.IsTwoSided && isPolygon,
            IsSprite = state.HasPointSprites && IsPoint(call, mode),
            IsStippled = state.IsStippled && isPolygon && mode == PolygonMode.Fill,
            IsWindowClipExclusive = state.IsWindowClipExclusive,
            Depth = DepthOf(depth, call.Target.IsFloatDepth),
            IsDepthW = state.IsDepthW,
            ClampsDepth = state.ClampsDepth,
            OffsetsDepth = isOffset && isPolygon,
            CutTo = Has16Bits(color) ? color : SurfaceFormat.None,
            IsDithered = state.IsDithered && Has16Bits(color) && !state.Blend.IsEnabled && state.Blend.Logic is null,
        };
    }

    private static TextureCode Texture(DrawCall call, int index) => TextureCode.Of(call.Textures[index], call.PixelProgram.Textures[index].Operation);

    private static bool Has16Bits(SurfaceFormat format) => format is SurfaceFormat.R5G6B5 or SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O;

    private static bool IsPolygon(DrawCall call) => PrimitiveIndices.TopologyOf(call.Primitive) == GpuTopology.Triangles;

    private static bool IsPoint(DrawCall call, PolygonMode mode) =>
        PrimitiveIndices.TopologyOf(call.Primitive) == GpuTopology.Points || mode == PolygonMode.Point;

    private static DepthCode DepthOf(DepthFormat format, bool isFloat) => (format, isFloat) switch
    {
        (DepthFormat.Z16, false) => DepthCode.Whole16,
        (DepthFormat.Z16, true) => DepthCode.Float16,
        (DepthFormat.Z24S8, false) => DepthCode.Whole24,
        (DepthFormat.Z24S8, true) => DepthCode.Float24,
        _ => DepthCode.None,
    };
}
