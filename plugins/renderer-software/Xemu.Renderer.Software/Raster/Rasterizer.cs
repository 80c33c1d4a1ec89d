using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Draws points, lines and polygons.</summary>
internal sealed class Rasterizer(PixelStage pixels)
{
    /// <summary>Most pixels that the triangles of one draw are looked for in: 400 times a picture of 640 by 480. What comes behind is not drawn, so that no draw takes for ever.</summary>
    private const long MaxPixels = 1 << 27;

    private readonly FragmentGate _gate = new();
    private RasterVertex[] _vertices = [];
    private RasterVertex[] _polygon = new RasterVertex[8];
    private RowShare _share;
    private DrawCall? _call;
    private float _scaleX = 1;
    private float _scaleY = 1;
    private float _depthOffset;
    private float _slopeFactor;
    private bool _isPolygon;
    private long _pixelsLeft;

    /// <summary>Takes a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="vertices">Its vertices behind the vertex stage.</param>
    /// <param name="share">Which rows are drawn.</param>
    public void Begin(DrawCall call, RasterVertex[] vertices, RowShare share)
    {
        _call = call;
        _share = share;
        _vertices = vertices;
        _gate.Begin(call);
        (_scaleX, _scaleY) = SurfaceMemory.SamplesPerPixel(call.Target.Samples);
        _pixelsLeft = MaxPixels;
    }

    /// <summary>Draws a square, or a sprite, around a vertex.</summary>
    public void Point(in DrawTarget target, int vertex)
    {
        (_depthOffset, _slopeFactor) = (0, 0);
        _isPolygon = false;
        DrawPoint(target, _vertices[vertex]);
    }

    /// <summary>Draws a line; its flat colour is that of the last vertex, or of the first.</summary>
    public void Line(in DrawTarget target, int from, int to)
    {
        (_depthOffset, _slopeFactor) = (0, 0);
        _isPolygon = false;
        (RasterVertex a, RasterVertex b) = (_vertices[from], _vertices[to]);
        if (_call!.State.IsFlat)
        {
            ref readonly RasterVertex provoking = ref _call.State.IsFirstProvoking ? ref _vertices[from] : ref _vertices[to];
            CopyColors(provoking, ref a);
            CopyColors(provoking, ref b);
        }

        DrawLine(target, a, b);
    }

    /// <summary>Draws a convex polygon as the state says: filled, its edges, or its vertices.</summary>
    /// <param name="target">Where.</param>
    /// <param name="corners">Its vertices in order.</param>
    /// <param name="provoking">The vertex that a flat colour comes from.</param>
    public void Polygon(in DrawTarget target, ReadOnlySpan<int> corners, int provoking)
    {
        PipelineState state = _call!.State;
        bool isFront = Orientation(corners) > 0 == state.IsFrontClockwise;
        if ((state.CulledFaces & (isFront ? Faces.Front : Faces.Back)) != 0)
        {
            return;
        }

        bool usesBack = state.IsTwoSided && !isFront;
        if (_polygon.Length < corners.Length)
        {
            _polygon = new RasterVertex[corners.Length];
        }

        Span<RasterVertex> polygon = _polygon.AsSpan(0, corners.Length);
        for (int i = 0; i < corners.Length; i++)
        {
            polygon[i] = _vertices[corners[i]];
            if (state.IsFlat)
            {
                CopyColors(_vertices[provoking], ref polygon[i]);
            }

            if (usesBack)
            {
                polygon[i].Outputs[(int)VertexOutput.Diffuse] = polygon[i].Outputs[(int)VertexOutput.BackDiffuse];
                polygon[i].Outputs[(int)VertexOutput.Specular] = polygon[i].Outputs[(int)VertexOutput.BackSpecular];
            }
        }

        Draw(target, polygon, isFront ? state.FrontMode : state.BackMode);
    }

    private void Draw(in DrawTarget target, Span<RasterVertex> polygon, PolygonMode mode)
    {
        PipelineState state = _call!.State;
        bool isOffset = mode switch
        {
            PolygonMode.Point => state.OffsetsPoints,
            PolygonMode.Line => state.OffsetsLines,
            _ => state.OffsetsFills,
        };
        _depthOffset = isOffset ? _call.Constants.DepthOffsetBias + (state.IsDepthW ? 0 : _call.Constants.DepthOffsetFactor * Slope(polygon)) : 0;
        _slopeFactor = isOffset && state.IsDepthW ? _call.Constants.DepthOffsetFactor : 0;
        _isPolygon = mode == PolygonMode.Fill;
        switch (mode)
        {
            case PolygonMode.Point:
                foreach (ref readonly RasterVertex vertex in polygon)
                {
                    DrawPoint(target, vertex);
                }

                break;
            case PolygonMode.Line:
                for (int i = 0; i < polygon.Length; i++)
                {
                    DrawLine(target, polygon[i], polygon[(i + 1) % polygon.Length]);
                }

                break;
            default:
                for (int i = 1; i + 1 < polygon.Length; i++)
                {
                    Fill(target, polygon[0], polygon[i], polygon[i + 1]);
                }

                break;
        }
    }

    /// <summary>Twice the signed area of a polygon in homogeneous coordinates: above 0 when it runs clockwise on the screen.</summary>
    private double Orientation(ReadOnlySpan<int> corners)
    {
        double sum = 0;
        for (int i = 1; i + 1 < corners.Length; i++)
        {
            ref readonly RasterVertex a = ref _vertices[corners[0]];
            ref readonly RasterVertex b = ref _vertices[corners[i]];
            ref readonly RasterVertex c = ref _vertices[corners[i + 1]];
            double area = (((double)b.X - a.X) * ((double)c.Y - a.Y)) - (((double)c.X - a.X) * ((double)b.Y - a.Y));
            int behind = (a.W < 0 ? 1 : 0) + (b.W < 0 ? 1 : 0) + (c.W < 0 ? 1 : 0);
            sum += (behind & 1) != 0 ? -area : area;
        }

        return sum;
    }

    /// <summary>The greatest change of depth from pixel to pixel.</summary>
    private static float Slope(ReadOnlySpan<RasterVertex> polygon)
    {
        if (polygon.Length < 3)
        {
            return 0;
        }

        (RasterVertex a, RasterVertex b, RasterVertex c) = (polygon[0], polygon[1], polygon[2]);
        float area = ((b.X - a.X) * (c.Y - a.Y)) - ((c.X - a.X) * (b.Y - a.Y));
        if (area == 0)
        {
            return 0;
        }

        float dx = (((b.Z - a.Z) * (c.Y - a.Y)) - ((c.Z - a.Z) * (b.Y - a.Y))) / area;
        float dy = (((c.Z - a.Z) * (b.X - a.X)) - ((b.Z - a.Z) * (c.X - a.X))) / area;
        return MathF.Max(MathF.Abs(dx), MathF.Abs(dy));
    }

    private static void CopyColors(in RasterVertex from, ref RasterVertex to)
    {
        to.Outputs[(int)VertexOutput.Diffuse] = from.Outputs[(int)VertexOutput.Diffuse];
        to.Outputs[(int)VertexOutput.Specular] = from.Outputs[(int)VertexOutput.Specular];
        to.Outputs[(int)VertexOutput.BackDiffuse] = from.Outputs[(int)VertexOutput.BackDiffuse];
        to.Outputs[(int)VertexOutput.BackSpecular] = from.Outputs[(int)VertexOutput.BackSpecular];
    }

    private void DrawPoint(in DrawTarget target, in RasterVertex vertex)
    {
        bool hasOwn = (_call!.VertexProgram.Outputs & (1u << (int)VertexOutput.PointSize)) != 0;
        float size = hasOwn ? vertex.Outputs[(int)VertexOutput.PointSize].X : _call.Constants.PointSize;
        if (vertex.W <= 0)
        {
            return;
        }

        size = size > 0 ? size : 1;

        (float halfX, float halfY) = (size * _scaleX / 2, size * _scaleY / 2);
        Span<RasterVertex> corners = [vertex, vertex, vertex, vertex];
        for (int i = 0; i < 4; i++)
        {
            bool isRight = i is 1 or 2;
            bool isLow = i >= 2;
            corners[i].X += isRight ? halfX : -halfX;
            corners[i].Y += isLow ? halfY : -halfY;
            if (_call.State.HasPointSprites)
            {
                // The sprite's own coordinates are those of the last unit. Source: NV_point_sprite; xboxdevwiki.
                corners[i].Outputs[(int)VertexOutput.Texture3] = new Vector4(isRight ? 1 : 0, isLow ? 1 : 0, 0, 1);
            }
        }

        Fill(target, corners[0], corners[1], corners[2]);
        Fill(target, corners[0], corners[2], corners[3]);
    }

    /// <summary>
    /// A line is a rectangle around it. The chip has no square root: it takes the length for the longer side and half of the shorter one, so that slanted
    /// lines are up to an eighth too wide. Derived from pictures of the console (nxdk_pgraph_tests, "Line width").
    /// </summary>
    private void DrawLine(in DrawTarget target, in RasterVertex a, in RasterVertex b)
    {
        Vector2 along = new((b.X - a.X) / _scaleX, (b.Y - a.Y) / _scaleY);
        float squared = along.LengthSquared();
        if (!(squared > 0))
        {
            return;
        }

        Vector2 sides = Vector2.Abs(along);
        float length = MathF.Max(sides.X, sides.Y) + (MathF.Min(sides.X, sides.Y) / 2);
        along *= _call!.Constants.LineWidth * length / (2 * squared);
        (float dx, float dy) = (-along.Y * _scaleX, along.X * _scaleY);
        (RasterVertex a0, RasterVertex a1, RasterVertex b0, RasterVertex b1) = (a, a, b, b);
        (a0.X, a0.Y) = (a.X - dx, a.Y - dy);
        (a1.X, a1.Y) = (a.X + dx, a.Y + dy);
        (b0.X, b0.Y) = (b.X - dx, b.Y - dy);
        (b1.X, b1.Y) = (b.X + dx, b.Y + dy);
        WeightPlane weights = WeightPlane.OfLine(b, a);
        Cover(target, weights, [b, a, a], [a0, b0, b1], isLine: true);
        Cover(target, weights, [b, a, a], [a0, b1, a1], isLine: true);
    }

    private void Fill(in DrawTarget target, in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        WeightPlane weights = WeightPlane.OfTriangle(a, b, c);
        Cover(target, weights, [a, b, c], [a, b, c], isLine: false);
    }

    /// <summary>Shades what a triangle covers.</summary>
    /// <param name="target">Where.</param>
    /// <param name="weights">How the shaded vertices count over the screen.</param>
    /// <param name="shaded">Three vertices to interpolate between.</param>
    /// <param name="outline">The triangle.</param>
    /// <param name="isLine">Whether it is half of a line.</param>
    private void Cover(in DrawTarget target, in WeightPlane weights, ReadOnlySpan<RasterVertex> shaded, ReadOnlySpan<RasterVertex> outline, bool isLine)
    {
        var triangle = new Triangle(outline[0], outline[1], outline[2], isLine);
        if (!triangle.Exists || IsOutOfDepth(shaded))
        {
            return;
        }

        ref readonly RasterVertex a = ref shaded[0];
        ref readonly RasterVertex b = ref shaded[1];
        ref readonly RasterVertex c = ref shaded[2];
        Rectangle box = triangle.Within(target.Area);
        if (box.IsEmpty || (_pixelsLeft -= (long)(box.Right - box.Left) * (box.Bottom - box.Top)) < 0)
        {
            return;
        }

        float slope = _slopeFactor == 0
            ? 0
            : _slopeFactor * DepthSlope.OfW(triangle, _gate, _isPolygon, box, Highest(a, b, c), new WPlane(weights, a, b, c));
        pixels.Begin(weights, shaded, slope);
        for (int y = box.Top; y < box.Bottom; y++)
        {
            if (!_share.Has(y))
            {
                continue;
            }

            for (int x = box.Left; x < box.Right; x += Lanes.Count)
            {
                int width = box.Right - x;
                uint mask = triangle.Covered(x, y) & (width < Lanes.Count ? (1u << width) - 1 : Lanes.All);
                if (mask != 0 && (mask = _gate.Pass(x, y, _isPolygon, mask)) != 0)
                {
                    pixels.Draw(target, x, y, mask, _depthOffset);
                }
            }
        }
    }

    /// <summary>Whether no vertex reaches the depth range from one of its sides.</summary>
    private bool IsOutOfDepth(ReadOnlySpan<RasterVertex> vertices)
    {
        if (!_call!.State.CullsOutsideDepth)
        {
            return false;
        }

        (bool areNear, bool areFar) = (true, true);
        foreach (ref readonly RasterVertex vertex in vertices)
        {
            areNear &= vertex.Z < _call.Constants.DepthMin;
            areFar &= vertex.Z > _call.Constants.DepthMax;
        }

        return areNear || areFar;
    }

    private static RasterVertex Highest(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        RasterVertex higher = b.Y < a.Y ? b : a;
        return c.Y < higher.Y ? c : higher;
    }
}
