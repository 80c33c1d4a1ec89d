using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>A vertex behind the vertex stage: window coordinates, W, and what is interpolated.</summary>
internal struct RasterVertex
{
    /// <summary>Pixels.</summary>
    public float X;

    /// <summary>Pixels.</summary>
    public float Y;

    /// <summary>Units of the depth buffer.</summary>
    public float Z;

    /// <summary>Homogeneous W.</summary>
    public float W;

    /// <summary>All results, by number.</summary>
    public VertexResult Outputs;

    /// <summary>Whether it lies behind the eye; that of a zero counts by its sign (nxdk_pgraph_tests, "W param").</summary>
    public readonly bool IsBehind => float.IsNegative(W);
}
