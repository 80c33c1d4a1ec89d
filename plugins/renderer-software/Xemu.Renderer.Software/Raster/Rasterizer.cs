using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Draws points, lines and polygons.</summary>
internal sealed class Rasterizer(PixelStage pixels)
{
    /// <summary>Most pixels that the triangles of one draw are looked for in: 400 times a picture of 640 by 480. What comes behind is not drawn but counted, so that no draw takes for ever.</summary>
    private const long MaxPixels = 1 << 27;

    /// <summary>Samples from which on the rows of a primitive's box are looked at for what of them it may cover; below, that costs more than it saves.</summary>
    private const int WideBox = 4 * Lanes.Count;

    private readonly FragmentGate _gate = new();
    private CylinderWrap _wrap;
    private RasterVertex[] _vertices = [];
    private RasterVertex[] _polygon = new RasterVertex[8];
    private RowShare _share;
    private DrawCall? _call;
    private SampleGrid _grid;
    private float _depthOffset;
    private float _slopeFactor;
    private bool _isPolygon;
    private long _pixelsLeft = MaxPixels;

    /// <summary>Pixels that the draw was looked for in.</summary>
    public long Work => MaxPixels - Math.Max(_pixelsLeft, 0);

    /// <summary>Primitives that were left out, as those of their draw before them had covered too much.</summary>
    public long DroppedCount { get; private set; }

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
        _wrap = CylinderWrap.Of(call);
        _grid = new SampleGrid(call.Target.Samples, call.State.DrawsWholePixels, isSmooth: false);
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

        _wrap.Apply(a.Outputs, ref b.Outputs);
        DrawLine(target, a, b);
    }

    /// <summary>Draws a convex polygon as the state says: filled, its edges, or its vertices.</summary>
    /// <param name="target">Where.</param>
    /// <param name="corners">Its vertices in order.</param>
    /// <param name="provoking">The vertex that a flat colour comes from.</param>
    /// <param name="isOfQuadStrip">Whether it is one of a strip: then its edges are drawn in another order.</param>
    public void Polygon(in DrawTarget target, ReadOnlySpan<int> corners, int provoking, bool isOfQuadStrip = false)
    {
        PipelineState state = _call!.State;
        bool isFront = PolygonFacts.Orientation(_vertices, corners) > 0 == state.IsFrontClockwise;
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

            _wrap.Apply(polygon[0].Outputs, ref polygon[i].Outputs);
        }

        Draw(target, polygon, isFront ? state.FrontMode : state.BackMode, isOfQuadStrip);
    }

    private void Draw(in DrawTarget target, Span<RasterVertex> polygon, PolygonMode mode, bool isOfQuadStrip)
    {
        PipelineState state = _call!.State;
        bool isOffset = mode switch
        {
            PolygonMode.Point => state.OffsetsPoints,
            PolygonMode.Line => state.OffsetsLines,
            _ => state.OffsetsFills,
        };
        _depthOffset = isOffset ? _call.Constants.DepthOffsetBias + (state.IsDepthW ? 0 : _call.Constants.DepthOffsetFactor * PolygonFacts.Slope(polygon)) : 0;
        _slopeFactor = isOffset && state.IsDepthW ? _call.Constants.DepthOffsetFactor : 0;
        _isPolygon = mode == PolygonMode.Fill;
        switch (mode)
        {
            case PolygonMode.Point:
                foreach (ref readonly RasterVertex vertex in polygon)
                {
                    if (!vertex.HidesEdge)
                    {
                        DrawPoint(target, vertex);
                    }
                }

                break;
            case PolygonMode.Line:
                DrawEdges(target, polygon, isOfQuadStrip);
                break;
            default:
                // A quad of a strip begins its first triangle with its first vertex, its second with its third (nxdk_pgraph_tests, "3D primitive").
                int first = isOfQuadStrip ? 2 : 1;
                if (isOfQuadStrip)
                {
                    Fill(target, polygon[1], polygon[2], polygon[0]);
                }

                for (int i = first; i + 1 < polygon.Length; i++)
                {
                    Fill(target, polygon[0], polygon[i], polygon[i + 1]);
                }

                break;
        }
    }

    private void DrawEdges(in DrawTarget target, Span<RasterVertex> polygon, bool isOfQuadStrip)
    {
        for (int i = 0; i < polygon.Length; i++)
        {
            (int from, int to) = PolygonEdges.Edge(i, polygon.Length, isOfQuadStrip);
            DrawEdge(target, polygon[from], polygon[to]);
        }
    }

    private void DrawEdge(in DrawTarget target, in RasterVertex from, in RasterVertex to)
    {
        if (!from.HidesEdge)
        {
            DrawLine(target, from, to);
        }
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
        bool hasOwn = !_call!.State.HasFixedPointSize && (_call.VertexProgram.Outputs & (1u << (int)VertexOutput.PointSize)) != 0;
        float size = hasOwn ? vertex.Outputs[(int)VertexOutput.PointSize].X : _call.Constants.PointSize;
        if (vertex.W <= 0)
        {
            return;
        }

        var point = new PointShape(vertex, size, _call.State.DrawsWholePixels);
        if (!point.Exists)
        {
            return;
        }

        Span<RasterVertex> corners = [vertex, vertex, vertex];
        if (_call.State.HasPointSprites)
        {
            // The sprite's own coordinates are those of the last unit. Source: NV_point_sprite; xboxdevwiki.
            corners[0].Outputs[(int)VertexOutput.Texture3] = new Vector4(0, 0, 0, 1);
            corners[1].Outputs[(int)VertexOutput.Texture3] = new Vector4(1, 0, 0, 1);
            corners[2].Outputs[(int)VertexOutput.Texture3] = new Vector4(1, 1, 0, 1);
        }

        _grid = new SampleGrid(_call.Target.Samples, _call.State.DrawsWholePixels, isSmooth: false);
        Cover(target, point.Weights, corners, point);
    }

    private void DrawLine(in DrawTarget target, in RasterVertex a, in RasterVertex b)
    {
        PipelineState state = _call!.State;
        bool isThin = state.DrawsWholePixels && !state.SmoothsLines;
        var line = new LineShape(a, b, _call.Constants.LineWidth, isThin);
        if (line.Exists)
        {
            _grid = new SampleGrid(_call.Target.Samples, state.DrawsWholePixels, state.SmoothsLines);
            Cover(target, isThin ? WeightPlane.OfThinLine(a, b) : WeightPlane.OfLine(a, b), [a, a, b], line);
        }
    }

    private void Fill(in DrawTarget target, in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        var triangle = new Triangle(a, b, c);
        if (triangle.Exists)
        {
            _grid = new SampleGrid(_call!.Target.Samples, _call.State.DrawsWholePixels, _isPolygon && _call.State.SmoothsPolygons);
            Cover(target, WeightPlane.OfTriangle(a, b, c), [a, b, c], triangle);
        }
    }

    /// <summary>Shades what a shape covers.</summary>
    /// <typeparam name="TShape">The kind of shape.</typeparam>
    /// <param name="target">Where.</param>
    /// <param name="weights">How the shaded vertices count over the screen.</param>
    /// <param name="shaded">Three vertices to interpolate between.</param>
    /// <param name="shape">The shape.</param>
    private void Cover<TShape>(in DrawTarget target, in WeightPlane weights, ReadOnlySpan<RasterVertex> shaded, in TShape shape)
        where TShape : struct, ICoverage
    {
        if (IsOutOfDepth(shaded))
        {
            return;
        }

        ref readonly RasterVertex a = ref shaded[0];
        ref readonly RasterVertex b = ref shaded[1];
        ref readonly RasterVertex c = ref shaded[2];
        Rectangle box = shape.Within(target.Area, _grid);
        bool isWide = box.Right - box.Left > WideBox;
        if (box.IsEmpty || !Spend(shape, box, isWide))
        {
            return;
        }

        float slope = _slopeFactor == 0
            ? 0
            : _slopeFactor * DepthSlope.OfW(shape, _grid, _gate, _isPolygon, box, Highest(a, b, c), new WPlane(weights, a, b, c));
        pixels.Begin(weights, shaded, slope, _grid.IsSmooth);
        for (int y = box.Top; y < box.Bottom; y++)
        {
            if (_share.Has(y))
            {
                CoverRow(target, shape, isWide ? _grid.BoxOfRow(shape, box, y) : box, y);
            }
        }
    }

    /// <summary>Takes the pixels that a shape is looked for in off those of the draw: of all rows, so that each worker leaves out the same.</summary>
    private bool Spend<TShape>(in TShape shape, Rectangle box, bool isWide)
        where TShape : struct, ICoverage
    {
        if (!isWide)
        {
            _pixelsLeft -= (long)(box.Right - box.Left) * (box.Bottom - box.Top);
        }

        for (int y = box.Top; isWide && y < box.Bottom; y++)
        {
            Rectangle row = _grid.BoxOfRow(shape, box, y);
            _pixelsLeft -= Lanes.Count + Math.Max(row.Right - row.Left, 0);
        }

        bool isLeft = _pixelsLeft >= 0;
        DroppedCount += isLeft ? 0 : 1;
        return isLeft;
    }

    private void CoverRow<TShape>(in DrawTarget target, in TShape shape, Rectangle box, int y)
        where TShape : struct, ICoverage
    {
        for (int x = box.Left; x < box.Right; x += Lanes.Count)
        {
            (Vector512<double> lowX, Vector512<double> lowY) = _grid.Places(x, y);
            (Vector512<double> highX, Vector512<double> highY) = _grid.Places(x + (Lanes.Count / 2), y);
            uint seen = _grid.See(shape, lowX, lowY, pixels.Shares[..(Lanes.Count / 2)])
                | (_grid.See(shape, highX, highY, pixels.Shares[(Lanes.Count / 2)..]) << (Lanes.Count / 2));
            int width = box.Right - x;
            uint mask = seen & (width < Lanes.Count ? (1u << width) - 1 : Lanes.All);
            if (mask != 0 && (mask = _gate.Pass(x, y, _isPolygon, mask)) != 0)
            {
                var places = new BlockPlaces(_grid.Shading(lowX), _grid.Shading(lowY), _grid.Shading(highX), _grid.Shading(highY));
                pixels.Draw(target, x, y, places, mask, _depthOffset);
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
