using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Clears as hosts have them.</summary>
internal static class ClearTranslation
{
    private const float DepthScale = 1 << 24;

    /// <summary>Whether a host can do it: all components or none.</summary>
    public static bool IsPossible(in ClearCall call) =>
        call.Colors is ColorMask.None or ColorMask.All || call.Target.ColorFormat == SurfaceFormat.None;

    /// <summary>The target without the surfaces that the clear leaves alone.</summary>
    public static RenderTarget Touched(in ClearCall call) => call.Target with
    {
        ColorFormat = call.Colors == ColorMask.None ? SurfaceFormat.None : call.Target.ColorFormat,
        DepthFormat = call.ClearsDepth || call.ClearsStencil ? call.Target.DepthFormat : DepthFormat.None,
    };

    /// <summary>The host's clear.</summary>
    /// <param name="call">What is asked.</param>
    /// <param name="area">Pixels of the images.</param>
    public static GpuClear Translate(in ClearCall call, Rectangle area)
    {
        Vector4? color = call.Colors == ColorMask.None || call.Target.ColorFormat == SurfaceFormat.None
            ? null
            : ColorCodec.ToVector(ColorCodec.Decode(call.Target.ColorFormat, call.ColorValue));
        bool is16 = call.Target.DepthFormat == DepthFormat.Z16;
        bool hasDepth = call.Target.DepthFormat != DepthFormat.None;
        uint bits = is16 ? call.DepthStencilValue & 0xFFFF : call.DepthStencilValue >> 8;
        return new GpuClear(
            area,
            color,
            hasDepth && call.ClearsDepth ? bits / DepthScale : null,
            hasDepth && call.ClearsStencil && !is16 ? (byte)call.DepthStencilValue : null);
    }
}
