using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>From pixels to samples.</summary>
internal static class Samples
{
    /// <summary>Samples of a pixel in each direction.</summary>
    public static (int X, int Y) Of(SampleMode mode) => mode switch
    {
        SampleMode.Two => (2, 1),
        SampleMode.Four => (2, 2),
        _ => (1, 1),
    };

    /// <summary>An area of pixels in samples.</summary>
    public static Rectangle Scale(Rectangle area, SampleMode mode)
    {
        (int x, int y) = Of(mode);
        return new Rectangle(area.Left * x, area.Top * y, area.Right * x, area.Bottom * y);
    }
}
