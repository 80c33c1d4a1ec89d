using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>From a draw to the pipelines that it needs.</summary>
internal static class PipelineKeys
{
    /// <summary>How polygons are drawn: at once, or front and back faces one after the other.</summary>
    public static (PolygonPart First, PolygonPart? Second) Parts(DrawCall call)
    {
        PipelineState state = call.State;
        if (PrimitiveIndices.TopologyOf(call.Primitive) != GpuTopology.Triangles)
        {
            return (new PolygonPart(PolygonMode.Fill, Faces.None), null);
        }

        return state.FrontMode == state.BackMode
            ? (new PolygonPart(state.FrontMode, state.CulledFaces), null)
            : (new PolygonPart(state.FrontMode, state.CulledFaces | Faces.Back), new PolygonPart(state.BackMode, state.CulledFaces | Faces.Front));
    }

    /// <summary>A pipeline of a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="textures">The textures that there are.</param>
    /// <param name="target">The surfaces.</param>
    /// <param name="part">The faces.</param>
    /// <param name="signed">The bytes of the source; before the last part of them nothing but colours is written.</param>
    public static PipelineKey For(DrawCall call, in TextureCodeSet textures, BoundTarget target, PolygonPart part, SignedPart signed)
    {
        PipelineState state = call.State with { Blend = BlendFactors.For(call.State.Blend, signed), WritesDepth = call.State.WritesDepth && signed != SignedPart.Positive };
        SurfaceFormat color = target.Color?.Key.ColorFormat ?? SurfaceFormat.None;
        DepthFormat depth = target.Depth?.Key.DepthFormat ?? DepthFormat.None;
        return new PipelineKey(
            DrawShaders.Vertex(call, part.Mode),
            DrawShaders.Pixel(call, textures, color, depth, part.Mode) with { Part = signed },
            Fixed(state) with { CulledFaces = part.CulledFaces, ColorMask = MaskFor(color, state.ColorMask) },
            color,
            target.Depth is not null,
            depth == DepthFormat.Z24S8,
            PrimitiveIndices.TopologyOf(call.Primitive),
            part.Mode);
    }

    /// <summary>What the host's fixed state follows from; the rest is the shaders' business.</summary>
    private static PipelineState Fixed(in PipelineState state) => new()
    {
        Blend = BlendOf(state.Blend),
        IsDepthTested = state.IsDepthTested,
        DepthFunction = state.IsDepthTested ? state.DepthFunction : default,
        WritesDepth = state.IsDepthTested && state.WritesDepth,
        Stencil = state.Stencil.IsEnabled ? state.Stencil with { Reference = 0, ReadMask = 0, WriteMask = 0 } : default,
        IsFrontClockwise = state.IsFrontClockwise,
    };

    /// <summary>Factors and the equation count while there is blending and no logic operation in its place.</summary>
    private static BlendState BlendOf(in BlendState blend) =>
        blend.Logic is not null ? new BlendState { Logic = blend.Logic } : blend.IsEnabled ? blend : default;

    /// <summary>Components that a format lacks are not written.</summary>
    public static ColorMask MaskFor(SurfaceFormat format, ColorMask mask) => format switch
    {
        SurfaceFormat.None => ColorMask.None,
        SurfaceFormat.B8 => mask & ColorMask.Blue,
        SurfaceFormat.G8B8 => mask & (ColorMask.Green | ColorMask.Blue),
        _ => mask,
    };
}
