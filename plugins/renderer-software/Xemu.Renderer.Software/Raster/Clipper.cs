using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Cuts off what lies behind the eye, and what lies so far out that the rasterizer's numbers would not hold it.</summary>
internal static class Clipper
{
    /// <summary>Pixels to each side that the rasterizer holds.</summary>
    private const float Guard = 8192;

    private const float MinW = 1e-9f;

    /// <summary>Most vertices of a clipped triangle.</summary>
    public const int MaxVertices = 12;

    /// <summary>Whether a vertex needs no clipping.</summary>
    public static bool IsInside(in RasterVertex vertex) =>
        vertex.W >= MinW && MathF.Abs(vertex.X) <= Guard && MathF.Abs(vertex.Y) <= Guard;

    /// <summary>Clips a convex polygon.</summary>
    /// <param name="polygon">Its vertices; room for <see cref="MaxVertices"/>.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>How many are left.</returns>
    public static int Clip(Span<RasterVertex> polygon, int count)
    {
        Span<RasterVertex> other = new RasterVertex[MaxVertices];
        for (int plane = 0; plane < 5 && count > 0; plane++)
        {
            int kept = 0;
            for (int i = 0; i < count; i++)
            {
                ref readonly RasterVertex from = ref polygon[i];
                ref readonly RasterVertex to = ref polygon[(i + 1) % count];
                float distanceFrom = Distance(from, plane);
                float distanceTo = Distance(to, plane);
                if (distanceFrom >= 0 && kept < MaxVertices)
                {
                    other[kept++] = from;
                }

                if ((distanceFrom >= 0) != (distanceTo >= 0) && kept < MaxVertices)
                {
                    other[kept++] = Mix(from, to, distanceFrom / (distanceFrom - distanceTo));
                }
            }

            other[..kept].CopyTo(polygon);
            count = kept;
        }

        return count;
    }

    /// <summary>Signed distance from a plane in homogeneous coordinates; x and y of a vertex are already divided.</summary>
    private static float Distance(in RasterVertex vertex, int plane) => plane switch
    {
        0 => vertex.W - MinW,
        1 => (vertex.X * vertex.W) + (Guard * vertex.W),
        2 => (Guard * vertex.W) - (vertex.X * vertex.W),
        3 => (vertex.Y * vertex.W) + (Guard * vertex.W),
        _ => (Guard * vertex.W) - (vertex.Y * vertex.W),
    };

    private static RasterVertex Mix(in RasterVertex a, in RasterVertex b, float t)
    {
        float w = float.Lerp(a.W, b.W, t);
        float inverse = w == 0 ? 0 : 1f / w;
        RasterVertex mixed = default;
        mixed.W = w;
        mixed.X = float.Lerp(a.X * a.W, b.X * b.W, t) * inverse;
        mixed.Y = float.Lerp(a.Y * a.W, b.Y * b.W, t) * inverse;
        mixed.Z = float.Lerp(a.Z * a.W, b.Z * b.W, t) * inverse;
        for (int i = (int)VertexOutput.Diffuse; i < 16; i++)
        {
            mixed.Outputs[i] = Vector4.Lerp(a.Outputs[i], b.Outputs[i], t);
        }

        return mixed;
    }
}
