using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Cuts off what lies behind the eye, and what lies so far out that the rasterizer's numbers would not hold it.</summary>
internal static class Clipper
{
    /// <summary>Pixels to each side that the rasterizer holds.</summary>
    public const float Guard = 8192;

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
                double distanceFrom = Distance(from, plane);
                double distanceTo = Distance(to, plane);
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
    private static double Distance(in RasterVertex vertex, int plane) => plane switch
    {
        0 => (double)vertex.W - MinW,
        1 => ((double)vertex.X + Guard) * vertex.W,
        2 => (Guard - (double)vertex.X) * vertex.W,
        3 => ((double)vertex.Y + Guard) * vertex.W,
        _ => (Guard - (double)vertex.Y) * vertex.W,
    };

    private static RasterVertex Mix(in RasterVertex a, in RasterVertex b, double t)
    {
        double w = Math.Max(double.Lerp(a.W, b.W, t), MinW);
        RasterVertex mixed = default;
        mixed.W = (float)w;
        mixed.X = (float)(double.Lerp((double)a.X * a.W, (double)b.X * b.W, t) / w);
        mixed.Y = (float)(double.Lerp((double)a.Y * a.W, (double)b.Y * b.W, t) / w);
        mixed.Z = (float)(double.Lerp((double)a.Z * a.W, (double)b.Z * b.W, t) / w);
        for (int i = (int)VertexOutput.Diffuse; i < 16; i++)
        {
            mixed.Outputs[i] = Vector4.Lerp(a.Outputs[i], b.Outputs[i], (float)t);
        }

        return mixed;
    }
}
