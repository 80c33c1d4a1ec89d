using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>Runs the vertex stage of draws, many vertices at a time where none writes constants.</summary>
internal sealed class VertexRunner
{
    private readonly VertexInterpreter _interpreter = new();
    private readonly LaneCache _lanes = new();
    private readonly Vector4[] _constants = new Vector4[DrawCall.VertexConstantCount];

    /// <summary>Runs it for all vertices of a draw, in order.</summary>
    /// <typeparam name="TSink">The kind of who takes them.</typeparam>
    /// <param name="call">The draw, which stays as it is: constants that its program writes hold until its last vertex.</param>
    /// <param name="sink">Who takes them.</param>
    public void Run<TSink>(DrawCall call, in TSink sink)
        where TSink : struct, IVertexSink
    {
        if (call.VertexProgram.WritesConstants)
        {
            Interpret(call, sink);
        }
        else
        {
            RunLanes(call, sink);
        }
    }

    /// <summary>One vertex after the other: what one writes to constants holds for the next.</summary>
    private void Interpret<TSink>(DrawCall call, in TSink sink)
        where TSink : struct, IVertexSink
    {
        call.VertexConstants.CopyTo(_constants, 0);
        VertexResult result = default;
        for (int i = 0; i < call.VertexCount; i++)
        {
            call.VertexOutputs.CopyTo((Span<Vector4>)result);
            _interpreter.Run(call.VertexProgram, call.Vertices.AsSpan(i * DrawCall.AttributeCount, DrawCall.AttributeCount), _constants, ref result);
            sink.Take(i, result);
        }
    }

    private void RunLanes<TSink>(DrawCall call, in TSink sink)
        where TSink : struct, IVertexSink
    {
        LaneProgram lanes = _lanes.Find(call.VertexProgram);
        lanes.Begin(call.VertexConstants, call.VertexOutputs);
        for (int i = 0; i < call.VertexCount; i += LaneProgram.LaneCount)
        {
            int count = Math.Min(call.VertexCount - i, LaneProgram.LaneCount);
            ReadOnlySpan<VertexResult> results = lanes.Run(call.Vertices.AsSpan(i * DrawCall.AttributeCount, count * DrawCall.AttributeCount));
            for (int k = 0; k < count; k++)
            {
                sink.Take(i + k, results[k]);
            }
        }
    }
}
