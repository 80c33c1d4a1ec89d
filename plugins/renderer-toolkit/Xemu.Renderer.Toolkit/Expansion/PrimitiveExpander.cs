using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit;

/// <summary>
/// Makes triangles of what hosts draw other than the chip: points and lines, polygons as their edges or vertices, and polygons of which something must be known
/// before they are drawn. The vertex stage of such draws is done on the CPU.
/// </summary>
internal sealed class PrimitiveExpander : IPrimitiveSink
{
    /// <summary>Of draws with more, hosts draw what they have: by then the CPU costs more than the exact shape is worth.</summary>
    public const int MaxVertices = 1 << 14;

    private readonly VertexRunner _runner = new();
    private readonly ExpandedDraw _expanded;
    private readonly VertexResult[] _corners = new VertexResult[LineOutline.MaxCorners];
    private VertexResult[] _vertices = [];
    private VertexResult[] _polygon = new VertexResult[8];
    private bool[] _hidden = new bool[8];
    private CylinderWrap _wrap;
    private DrawCall? _call;
    private float _offset;
    private bool _hasHiddenEdges;

    /// <summary>Makes one.</summary>
    /// <param name="draw">Draws what comes out.</param>
    public PrimitiveExpander(Action<DrawCall> draw) => _expanded = new ExpandedDraw(draw);

    /// <summary>Whether a draw needs it.</summary>
    public static bool Takes(DrawCall call)
    {
        PipelineState state = call.State;
        bool isPolygon = PrimitiveIndices.TopologyOf(call.Primitive) == GpuTopology.Triangles;
        bool isNeeded = !isPolygon
            || state.FrontMode != PolygonMode.Fill
            || state.BackMode != PolygonMode.Fill
            || (state.CullsOutsideDepth && (state.ClampsDepth || state.IsDepthW || state.OffsetsFills))
            || (state.IsFlat && call.Primitive is Primitive.Quads or Primitive.QuadStrip)
            || call.VertexProgram.WritesConstants
            || CylinderWrap.Of(call).Exists;
        return isNeeded && call.VertexCount <= MaxVertices && call.IndexCount <= 4 * MaxVertices;
    }

    /// <summary>Draws.</summary>
    public void Run(DrawCall call)
    {
        _call = call;
        _wrap = CylinderWrap.Of(call);
        _hasHiddenEdges = call.HasHiddenEdges && call.Primitive is Primitive.Triangles or Primitive.Quads or Primitive.Polygon;
        if (_vertices.Length < call.VertexCount)
        {
            _vertices = new VertexResult[call.VertexCount];
        }

        _runner.Run(call, new Results(_vertices));
        _expanded.Begin(call);
        PrimitiveAssembler.Run(call, this);
        _expanded.Flush();
    }

    /// <inheritdoc/>
    public void Point(int vertex)
    {
        _offset = 0;
        DrawPoint(_vertices[vertex]);
    }

    /// <inheritdoc/>
    public void Line(int from, int to)
    {
        _offset = 0;
        (VertexResult a, VertexResult b) = (_vertices[from], _vertices[to]);
        if (_call!.State.IsFlat)
        {
            ref readonly VertexResult provoking = ref _vertices[_call.State.IsFirstProvoking ? from : to];
            CopyColors(provoking, ref a);
            CopyColors(provoking, ref b);
        }

        _wrap.Apply(a, ref b);
        DrawLine(a, b);
    }

    /// <inheritdoc/>
    public void Polygon(scoped ReadOnlySpan<int> corners, int provoking, bool isOfQuadStrip = false)
    {
        PipelineState state = _call!.State;
        Span<VertexResult> polygon = Take(corners);
        bool isFront = PolygonShape.IsClockwise(polygon) == state.IsFrontClockwise;
        if ((state.CulledFaces & (isFront ? Faces.Front : Faces.Back)) != 0)
        {
            return;
        }

        foreach (ref VertexResult corner in polygon)
        {
            if (state.IsFlat)
            {
                CopyColors(_vertices[provoking], ref corner);
            }

            if (state.IsTwoSided && !isFront)
            {
                corner[(int)VertexOutput.Diffuse] = corner[(int)VertexOutput.BackDiffuse];
                corner[(int)VertexOutput.Specular] = corner[(int)VertexOutput.BackSpecular];
            }

            _wrap.Apply(polygon[0], ref corner);
        }

        PolygonMode mode = isFront ? state.FrontMode : state.BackMode;
        bool isOffset = ExpandedDraw.IsOffset(state, mode) && !state.IsDepthW;
        _offset = isOffset ? _call.Constants.DepthOffsetBias + (_call.Constants.DepthOffsetFactor * PolygonShape.SlopeOf(polygon)) : 0;
        _expanded.SetMode(_call, mode);
        Draw(polygon, mode, isOfQuadStrip);
    }

    private Span<VertexResult> Take(ReadOnlySpan<int> corners)
    {
        if (_polygon.Length < corners.Length)
        {
            (_polygon, _hidden) = (new VertexResult[corners.Length], new bool[corners.Length]);
        }

        for (int i = 0; i < corners.Length; i++)
        {
            _polygon[i] = _vertices[corners[i]];
            _hidden[i] = _hasHiddenEdges && _call!.HiddenEdges[corners[i]];
        }

        return _polygon.AsSpan(0, corners.Length);
    }

    private void Draw(Span<VertexResult> polygon, PolygonMode mode, bool isOfQuadStrip)
    {
        switch (mode)
        {
            case PolygonMode.Point:
                for (int i = 0; i < polygon.Length; i++)
                {
                    if (!_hidden[i])
                    {
                        DrawPoint(polygon[i]);
                    }
                }

                break;
            case PolygonMode.Line:
                for (int i = 0; i < polygon.Length; i++)
                {
                    (int from, int to) = PolygonEdges.Edge(i, polygon.Length, isOfQuadStrip);
                    if (!_hidden[from])
                    {
                        DrawLine(polygon[from], polygon[to]);
                    }
                }

                break;
            default:
                Fill(polygon);
                break;
        }
    }

    private void Fill(ReadOnlySpan<VertexResult> polygon)
    {
        for (int i = 1; i + 1 < polygon.Length; i++)
        {
            Span<VertexResult> triangle = [polygon[0], polygon[i], polygon[i + 1]];
            bool isBehind = PolygonShape.IsBehind(triangle[0]) && PolygonShape.IsBehind(triangle[1]) && PolygonShape.IsBehind(triangle[2]);
            foreach (ref VertexResult corner in triangle)
            {
                Vector4 position = PolygonShape.PositionOf(corner);

                // All of it behind the eye is drawn as if it were not.
                float w = isBehind ? -position.W : position.W;
                corner[(int)VertexOutput.Position] = new Vector4(WindowPlace.Snapped(position.X), WindowPlace.Snapped(position.Y), position.Z, w);
            }

            Add(triangle, triangle);
        }
    }

    private void DrawPoint(in VertexResult vertex)
    {
        Vector4 position = PolygonShape.PositionOf(vertex);
        bool hasOwn = !_call!.State.HasFixedPointSize && (_call.VertexProgram.Outputs & (1u << (int)VertexOutput.PointSize)) != 0;
        float size = hasOwn ? vertex[(int)VertexOutput.PointSize].X : _call.Constants.PointSize;
        if (position.W <= 0 || !float.IsFinite(position.X + position.Y))
        {
            return;
        }

        var square = PointSquare.Of(position, size, _call.State.DrawsWholePixels);
        Span<VertexResult> corners = [vertex, vertex, vertex, vertex];
        for (int i = 0; i < 4; i++)
        {
            (float right, float down) = (i is 1 or 2 ? 1 : 0, i >= 2 ? 1 : 0);
            corners[i][(int)VertexOutput.Position] = new Vector4(right == 0 ? square.Left : square.Right, down == 0 ? square.Top : square.Bottom, position.Z, position.W);
            if (_call.State.HasPointSprites)
            {
                // The sprite's own coordinates are those of the last unit. Source: NV_point_sprite; xboxdevwiki.
                corners[i][(int)VertexOutput.Texture3] = new Vector4(right, down, 0, 1);
            }
        }

        Add(corners, corners);
    }

    private void DrawLine(in VertexResult a, in VertexResult b)
    {
        Span<OutlineCorner> outline = stackalloc OutlineCorner[LineOutline.MaxCorners];
        bool isThin = _call!.State is { DrawsWholePixels: true, SmoothsLines: false };
        int count = LineOutline.Make(PolygonShape.PositionOf(a), PolygonShape.PositionOf(b), _call.Constants.LineWidth, isThin, outline);
        for (int i = 0; i < count; i++)
        {
            _corners[i] = VertexMixer.Mix(a, b, outline[i], _call.State.IsAffine);
        }

        if (count > 2)
        {
            Add(_corners.AsSpan(0, count), [a, b]);
        }
    }

    /// <summary>Adds a polygon, unless it is left out because of the depth of its vertices.</summary>
    private void Add(Span<VertexResult> corners, ReadOnlySpan<VertexResult> vertices)
    {
        if (_call!.State.CullsOutsideDepth && PolygonShape.IsOutOfDepth(vertices, _call.Constants))
        {
            return;
        }

        foreach (ref VertexResult corner in corners)
        {
            corner[(int)VertexOutput.Position].Z += _offset;
        }

        _expanded.Add(corners);
    }

    private static void CopyColors(in VertexResult from, ref VertexResult to)
    {
        to[(int)VertexOutput.Diffuse] = from[(int)VertexOutput.Diffuse];
        to[(int)VertexOutput.Specular] = from[(int)VertexOutput.Specular];
        to[(int)VertexOutput.BackDiffuse] = from[(int)VertexOutput.BackDiffuse];
        to[(int)VertexOutput.BackSpecular] = from[(int)VertexOutput.BackSpecular];
    }

    private readonly struct Results(VertexResult[] vertices) : IVertexSink
    {
        public void Take(int index, in VertexResult result) => vertices[index] = result;
    }
}
