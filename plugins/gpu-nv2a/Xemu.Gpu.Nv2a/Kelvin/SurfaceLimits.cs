using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>What surfaces must be for what is done to them.</summary>
/// <remarks>
/// From what the console refuses (comments of nxdk_pgraph_tests, "Surface clip", "Antialiasing", "Surface format"): rows that are wider than the pitch, and
/// blending or a depth test with B8 and G8B8; the latter also in envytools' tests of the NV20 (hwtest, Kelvin). That the end of the memory object is such a limit
/// follows from the name; the part's exact rule: unverified. A clear is known to the pixel; of a draw it is known only that it lies within the clip, so that
/// nothing is said as long as the clip's first pixel is within, and pixels beyond are not drawn.
/// </remarks>
internal static class SurfaceLimits
{
    /// <summary>Checks a clear.</summary>
    /// <param name="call">The clear.</param>
    /// <param name="hasColor">Whether there is a memory object for colours; the null object takes and drops everything.</param>
    /// <param name="hasZeta">Whether there is one for depth and stencil.</param>
    public static GraphError Check(in ClearCall call, bool hasColor, bool hasZeta)
    {
        Rectangle area = SurfaceMemory.ToSamples(call.Area, call.Target.Samples);
        return (hasColor && call.Colors != 0 ? Check(call.Target, area, true) : 0)
            | (hasZeta && (call.ClearsDepth || call.ClearsStencil) ? Check(call.Target, area, false) : 0);
    }

    /// <summary>Checks a draw.</summary>
    /// <param name="target">What is drawn into.</param>
    /// <param name="state">How.</param>
    /// <param name="hasColor">Whether there is a memory object for colours.</param>
    /// <param name="hasZeta">Whether there is one for depth and stencil.</param>
    public static GraphError Check(in RenderTarget target, in PipelineState state, bool hasColor, bool hasZeta)
    {
        Rectangle clip = target.Clip;
        if (clip.IsEmpty)
        {
            return GraphError.None;
        }

        Rectangle first = SurfaceMemory.ToSamples(new Rectangle(clip.Left, clip.Top, clip.Left + 1, clip.Top + 1), target.Samples);
        return (hasColor && state.ColorMask != 0 ? Check(target, first, true) : 0)
            | (hasZeta && (state.IsDepthTested || state.Stencil.IsEnabled) ? Check(target, first, false) : 0);
    }

    /// <summary>Whether what is set fits together.</summary>
    public static bool Fits(in RenderTarget target, in PipelineState state) =>
        target.ColorFormat is not (SurfaceFormat.B8 or SurfaceFormat.G8B8) || !(state.IsDepthTested || state.Stencil.IsEnabled || IsBlended(state.Blend));

    private static bool IsBlended(in BlendState blend) =>
        blend.IsEnabled && blend.Equation is not (BlendEquation.AddSigned or BlendEquation.ReverseSubtractSigned);

    private static GraphError Check(in RenderTarget target, Rectangle area, bool isColor)
    {
        Surface surface = isColor ? target.Color : target.Depth;
        int size = isColor ? SurfaceMemory.BytesPerPixel(target.ColorFormat) : SurfaceMemory.BytesPerPixel(target.DepthFormat);
        if (size == 0 || area.IsEmpty)
        {
            return GraphError.None;
        }

        bool isPitch = target.Layout == SurfaceLayout.Pitch;
        long end = (long)area.Right * size;
        ulong last = surface.Offset + (isPitch ? (((ulong)area.Bottom - 1) * surface.Pitch) + (ulong)end - 1 : 0);
        bool isBeyond = last > surface.Limit || (isPitch && end > surface.Pitch);
        return !isBeyond ? GraphError.None : isColor ? GraphError.LimitColor : GraphError.LimitZeta;
    }
}
