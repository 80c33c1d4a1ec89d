using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>Draws primitives: vertex stage, assembly, rasterization, pixel stage, tests.</summary>
internal sealed class DrawEngine(OutputMerger merger)
{
    private readonly VertexInterpreter _vertices = new();
    private readonly PixelStage _pixels = new();
    private readonly TextureCache _textures = new();
    private readonly RasterVertex[] _polygon = new RasterVertex[Clipper.MaxVertices];
    private RasterVertex[] _transformed = new RasterVertex[256];

    /// <summary>Draws.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    public void Draw(IRamBlock memory, DrawCall call)
    {
        Rectangle area = Samples.Scale(call.Target.Clip, call.Target.Samples);
        int colorBytes = SurfaceExtent.BytesOf(call.Target.Color, ColorCodec.BytesOf(call.Target.ColorFormat), call.Target, area, memory.SizeBytes);
        int depthBytes = SurfaceExtent.BytesOf(call.Target.Depth, ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target, area, memory.SizeBytes);
        if (area.IsEmpty || (colorBytes == 0 && depthBytes == 0))
        {
            return;
        }

        _pixels.Begin(call, state => _textures.Find(memory, state));
        merger.Begin(call);
        Transform(call);
        using RamLease color = memory.Lease(colorBytes == 0 ? 0 : call.Target.Color.Offset, colorBytes, RamAccess.ReadWrite);
        using RamLease depth = memory.Lease(depthBytes == 0 ? 0 : call.Target.Depth.Offset, depthBytes, RamAccess.ReadWrite);
        var target = new DrawTarget(
            new SurfaceView(color.Span, colorBytes == 0 ? 0 : ColorCodec.BytesOf(call.Target.ColorFormat), call.Target.Color.Pitch, call.Target),
            new SurfaceView(depth.Span, depthBytes == 0 ? 0 : ClearEngine.DepthBytes(call.Target.DepthFormat), call.Target.Depth.Pitch, call.Target),
            area);
        Assemble(call, target);
    }

    private void Transform(DrawCall call)
    {
        if (_transformed.Length < call.VertexCount)
        {
            _transformed = new RasterVertex[call.VertexCount];
        }

        (int scaleX, int scaleY) = Samples.Of(call.Target.Samples);
        for (int i = 0; i < call.VertexCount; i++)
        {
            ref RasterVertex vertex = ref _transformed[i];
            vertex.Outputs = default;
            vertex.Outputs[(int)VertexOutput.Diffuse] = Vector4.One;
            ReadOnlySpan<Vector4> inputs = call.Vertices.AsSpan(i * DrawCall.AttributeCount, DrawCall.AttributeCount);
            _vertices.Run(call.VertexProgram, inputs, call.VertexConstants, ref vertex.Outputs);
            Vector4 position = vertex.Outputs[(int)VertexOutput.Position];
            vertex.X = position.X * scaleX;
            vertex.Y = position.Y * scaleY;
            vertex.Z = position.Z;
            vertex.W = position.W;
        }
    }

    private void Assemble(DrawCall call, in DrawTarget target)
    {
        ReadOnlySpan<int> indices = call.Indices.AsSpan(0, call.IndexCount);
        int count = indices.Length;
        switch (call.Primitive)
        {
            case Primitive.Triangles:
                for (int i = 0; i + 2 < count; i += 3)
                {
                    DrawTriangle(call, target, indices[i], indices[i + 1], indices[i + 2]);
                }

                break;
            case Primitive.TriangleStrip:
                for (int i = 0; i + 2 < count; i++)
                {
                    int odd = i & 1;
                    DrawTriangle(call, target, indices[i + odd], indices[i + 1 - odd], indices[i + 2]);
                }

                break;
            case Primitive.TriangleFan:
            case Primitive.Polygon:
                for (int i = 1; i + 1 < count; i++)
                {
                    DrawTriangle(call, target, indices[0], indices[i], indices[i + 1]);
                }

                break;
            case Primitive.Quads:
                for (int i = 0; i + 3 < count; i += 4)
                {
                    DrawTriangle(call, target, indices[i], indices[i + 1], indices[i + 2]);
                    DrawTriangle(call, target, indices[i], indices[i + 2], indices[i + 3]);
                }

                break;
            case Primitive.QuadStrip:
                for (int i = 0; i + 3 < count; i += 2)
                {
                    DrawTriangle(call, target, indices[i], indices[i + 1], indices[i + 3]);
                    DrawTriangle(call, target, indices[i], indices[i + 3], indices[i + 2]);
                }

                break;
        }
    }

    private void DrawTriangle(DrawCall call, in DrawTarget target, int a, int b, int c)
    {
        Span<RasterVertex> polygon = _polygon;
        (polygon[0], polygon[1], polygon[2]) = (_transformed[a], _transformed[b], _transformed[c]);
        int count = 3;
        if (!Clipper.IsInside(polygon[0]) || !Clipper.IsInside(polygon[1]) || !Clipper.IsInside(polygon[2]))
        {
            count = Clipper.Clip(polygon, count);
        }

        for (int i = 1; i + 1 < count; i++)
        {
            Rasterize(call, target, polygon[0], polygon[i], polygon[i + 1]);
        }
    }

    private void Rasterize(DrawCall call, in DrawTarget target, in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        var triangle = new Triangle(a, b, c);
        if (triangle.Area == 0)
        {
            return;
        }

        bool isFront = (triangle.Area > 0) == call.State.IsFrontClockwise;
        if ((call.State.CulledFaces & (isFront ? Faces.Front : Faces.Back)) != 0)
        {
            return;
        }

        Rectangle box = new Rectangle(triangle.Left, triangle.Top, triangle.Right, triangle.Bottom).Intersect(target.Area);
        (float wa, float wb, float wc) = (1 / a.W, 1 / b.W, 1 / c.W);
        Fragment fragment = default;
        for (int y = box.Top; y < box.Bottom; y++)
        {
            for (int x = box.Left; x < box.Right; x++)
            {
                if (!triangle.Covers(x, y, out double l1, out double l2))
                {
                    continue;
                }

                // From the first vertex on, so that a polygon of one depth has that depth everywhere.
                float z = (float)(a.Z + (l1 * ((double)b.Z - a.Z)) + (l2 * ((double)c.Z - a.Z)));
                (float p0, float p1, float p2) = ((float)(1 - l1 - l2) * wa, (float)l1 * wb, (float)l2 * wc);
                float inverse = 1 / (p0 + p1 + p2);
                Interpolate(ref fragment, a, b, c, p0 * inverse, p1 * inverse, p2 * inverse);
                Finish(target, x, y, z, fragment);
            }
        }
    }

    private static void Interpolate(ref Fragment fragment, in RasterVertex a, in RasterVertex b, in RasterVertex c, float l0, float l1, float l2)
    {
        fragment.Diffuse = Mix(a, b, c, l0, l1, l2, VertexOutput.Diffuse);
        fragment.Specular = Mix(a, b, c, l0, l1, l2, VertexOutput.Specular);
        fragment.Fog = Mix(a, b, c, l0, l1, l2, VertexOutput.Fog).X;
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            fragment.Coordinates[i] = Mix(a, b, c, l0, l1, l2, VertexOutput.Texture0 + i);
        }
    }

    private static Vector4 Mix(in RasterVertex a, in RasterVertex b, in RasterVertex c, float l0, float l1, float l2, VertexOutput output) =>
        (a.Outputs[(int)output] * l0) + (b.Outputs[(int)output] * l1) + (c.Outputs[(int)output] * l2);

    private void Finish(in DrawTarget target, int x, int y, float z, in Fragment fragment)
    {
        if (_pixels.Shade(fragment, out Vector4 color) && merger.TestAlpha(color) && merger.TestDepth(target.Depth, x, y, z))
        {
            merger.Write(target.Color, x, y, color);
        }
    }

    private readonly ref struct DrawTarget(SurfaceView color, SurfaceView depth, Rectangle area)
    {
        public readonly SurfaceView Color = color;

        public readonly SurfaceView Depth = depth;

        public readonly Rectangle Area = area;
    }
}
