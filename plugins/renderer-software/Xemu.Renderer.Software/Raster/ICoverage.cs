using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Which places of the screen a primitive covers. Places are given in sixteenths of pixels.</summary>
internal interface ICoverage
{
    /// <summary>Which of eight places are covered, a bit each, the first lowest.</summary>
    uint Covers(Vector512<double> x, Vector512<double> y);

    /// <summary>The samples that may be covered.</summary>
    /// <param name="area">Those that matter.</param>
    /// <param name="grid">Where samples lie.</param>
    Rectangle Within(Rectangle area, in SampleGrid grid);

    /// <summary>Between which places of some rows something may be covered, as far as that is known: the first is behind the last where nothing is.</summary>
    /// <param name="top">The uppermost place.</param>
    /// <param name="bottom">The lowest place.</param>
    (double Left, double Right) Span(double top, double bottom);
}
