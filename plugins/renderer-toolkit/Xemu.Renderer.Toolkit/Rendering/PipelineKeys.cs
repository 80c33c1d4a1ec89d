using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>From a draw to the pipelines that it needs.</summary>
internal static class PipelineKeys
{
    /// <summary>How polygons are drawn: at once, or front and back faces one after the other.</summary>
    public static (PolygonMode Mode, Faces Culled)[] Modes(DrawCall call)
    {
        PipelineState state = call.State;
        if (PrimitiveIndices.TopologyOf(call.Primitive) != GpuTopology.Triangles)
        {
            return [(PolygonMode.Fill, Faces.None)];
        }

        return state.FrontMode == state.BackMode
            ? [(state.FrontMode, state.CulledFaces)]
            : [(state.FrontMode, state.CulledFaces | Faces.Back), (state.BackMode, state.CulledFaces | Faces.Front)];
    }

    /// <summary>A pipeline of a draw.</summary>
    public static PipelineKey For(DrawCall call, in TextureCodeSet textures, BoundTarget target, PolygonMode mode, Faces culled)
    {
        GpuTopology topology = PrimitiveIndices.TopologyOf(call.Primitive);
        bool isPoint = topology == GpuTopology.Points || mode == PolygonMode.Point;
        PipelineState state = call.State;
        SurfaceFormat format = target.Color?.Key.ColorFormat ?? SurfaceFormat.None;
        bool hasStencil = target.Depth?.Key.DepthFormat == DepthFormat.Z24S8;
        return new PipelineKey(
            new VertexShaderKey(call.VertexProgram, state.IsFlat, isPoint)
            {
                IsAffine = state.IsAffine,
                HasFixedPointSize = state.HasFixedPointSize,
                DropsSpecular = state.DropsSpecular,
                DropsSpecularAlpha = state.DropsSpecularAlpha,
            },
            Pixel(call, textures, target, mode, isPoint),
            Fixed(state) with { CulledFaces = culled, ColorMask = MaskFor(format, state.ColorMask) },
            format,
            target.Depth is not null,
            hasStencil,
            topology,
            mode);
    }

    private static PixelShaderKey Pixel(DrawCall call, in TextureCodeSet textures, BoundTarget target, PolygonMode mode, bool isPoint)
    {
        PipelineState state = call.State;
        bool isPolygon = PrimitiveIndices.TopologyOf(call.Primitive) == GpuTopology.Triangles;
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
            IsSprite = state.HasPointSprites && isPoint,
            IsStippled = state.IsStippled && isPolygon && mode == PolygonMode.Fill,
            IsWindowClipExclusive = state.IsWindowClipExclusive,
            Depth = DepthOf(call.Target, target),
            IsDepthW = state.IsDepthW,
            ClampsDepth = state.ClampsDepth,
            OffsetsDepth = isOffset && isPolygon,
            BlendsInto = state.Blend.IsEnabled && state.Blend.Logic is null ? target.Color?.Key.ColorFormat ?? SurfaceFormat.None : SurfaceFormat.None,
        };
    }

    private static DepthCode DepthOf(in RenderTarget target, BoundTarget bound) => (bound.Depth?.Key.DepthFormat, target.IsFloatDepth) switch
    {
        (DepthFormat.Z16, false) => DepthCode.Whole16,
        (DepthFormat.Z16, true) => DepthCode.Float16,
        (DepthFormat.Z24S8, false) => DepthCode.Whole24,
        (DepthFormat.Z24S8, true) => DepthCode.Float24,
        _ => DepthCode.None,
    };

    /// <summary>What the host's fixed state follows from; the rest is the shaders' business.</summary>
    private static PipelineState Fixed(in PipelineState state) => new()
    {
        Blend = state.Blend,
        IsDepthTested = state.IsDepthTested,
        DepthFunction = state.DepthFunction,
        WritesDepth = state.WritesDepth,
        Stencil = state.Stencil,
        IsFrontClockwise = state.IsFrontClockwise,
    };

    /// <summary>Components that a format lacks are not written.</summary>
    private static ColorMask MaskFor(SurfaceFormat format, ColorMask mask) => format switch
    {
        SurfaceFormat.None => ColorMask.None,
        SurfaceFormat.B8 => mask & ColorMask.Blue,
        SurfaceFormat.G8B8 => mask & (ColorMask.Green | ColorMask.Blue),
        _ => mask,
    };
}
