using System.Numerics;

namespace Xemu.Abstractions.Graphics;

/// <summary>The numbers of a draw outside of the shader stages.</summary>
public sealed class DrawConstants
{
    /// <summary>What the alpha test compares with.</summary>
    public byte AlphaReference { get; set; }

    /// <summary>The blend colour, A8R8G8B8.</summary>
    public uint BlendColor { get; set; }

    /// <summary>The fog colour, A8R8G8B8.</summary>
    public uint FogColor { get; set; }

    /// <summary>The two fog parameters.</summary>
    public Vector2 FogParameters { get; set; }

    /// <summary>The least depth, in units of the depth buffer: 0 to 65535, or 0 to 16777215.</summary>
    public float DepthMin { get; set; }

    /// <summary>The greatest depth.</summary>
    public float DepthMax { get; set; }

    /// <summary>Factor of a polygon's depth slope.</summary>
    public float DepthOffsetFactor { get; set; }

    /// <summary>Added to its depth, in units of the depth buffer.</summary>
    public float DepthOffsetBias { get; set; }

    /// <summary>Diameter of points in pixels, where the vertex program gives none.</summary>
    public float PointSize { get; set; }

    /// <summary>Width of lines in pixels.</summary>
    public float LineWidth { get; set; }

    /// <summary>32 rows of four bytes, the lowest row first; the lowest byte leftmost and in it the highest bit.</summary>
    public uint[] Stipple { get; } = new uint[32];

    /// <summary>Rectangles that are drawn in or, exclusive, spared.</summary>
    public Rectangle[] WindowClips { get; } = new Rectangle[8];

    /// <summary>Copies everything.</summary>
    /// <param name="target">Where to; it shares nothing with this one afterwards.</param>
    public void CopyTo(DrawConstants target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.AlphaReference = AlphaReference;
        target.BlendColor = BlendColor;
        target.FogColor = FogColor;
        target.FogParameters = FogParameters;
        target.DepthMin = DepthMin;
        target.DepthMax = DepthMax;
        target.DepthOffsetFactor = DepthOffsetFactor;
        target.DepthOffsetBias = DepthOffsetBias;
        target.PointSize = PointSize;
        target.LineWidth = LineWidth;
        Stipple.CopyTo(target.Stipple, 0);
        WindowClips.CopyTo(target.WindowClips, 0);
    }
}
