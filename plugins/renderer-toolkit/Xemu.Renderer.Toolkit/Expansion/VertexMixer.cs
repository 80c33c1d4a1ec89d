using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit;

/// <summary>Makes vertices between, or beyond, the ends of lines.</summary>
internal static class VertexMixer
{
    /// <summary>Makes one.</summary>
    /// <param name="a">The first end.</param>
    /// <param name="b">The last end.</param>
    /// <param name="corner">Where it lies.</param>
    /// <param name="isAffine">Whether all counts over the screen, without perspective.</param>
    public static VertexResult Mix(in VertexResult a, in VertexResult b, OutlineCorner corner, bool isAffine)
    {
        (Vector4 from, Vector4 to) = (PolygonShape.PositionOf(a), PolygonShape.PositionOf(b));
        (float fromW, float toW) = (WindowPlace.BoundW(from.W), WindowPlace.BoundW(to.W));
        double w = corner.Along == 0 ? fromW : corner.Along == 1 ? toW : 1 / (((1 - corner.Along) / fromW) + (corner.Along / toW));
        float part = (float)(isAffine || corner.Along is 0 or 1 ? corner.Along : corner.Along * w / toW);
        VertexResult mixed = default;
        for (int i = 0; i < DrawCall.AttributeCount; i++)
        {
            mixed[i] = corner.Along is 0 ? a[i] : corner.Along is 1 ? b[i] : a[i] + (part * (b[i] - a[i]));
        }

        // Lines count what lies on their right edges, hosts what lies on left ones.
        mixed[(int)VertexOutput.Position] = new Vector4(
            (float)(corner.X / 16) + WindowPlace.Nudge, (float)(corner.Y / 16), (float)(from.Z + (corner.Along * (to.Z - from.Z))), MathF.Abs((float)w));
        return mixed;
    }
}
