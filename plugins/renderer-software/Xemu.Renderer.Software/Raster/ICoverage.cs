using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Which places of the screen a primitive covers. Places are given in sixteenths of pixels.</summary>
internal interface ICoverage
{
    /// <summary>Whether a place is covered.</summary>
    bool Covers(double x, double y);

    /// <summary>The samples that may be covered.</summary>
    /// <param name="area">Those that matter.</param>
    /// <param name="grid">Where samples lie.</param>
    Rectangle Within(Rectangle area, in SampleGrid grid);
}
