using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Runs vertex programs for what they leave behind in the chip: the results of the last vertex, and constants.</summary>
internal sealed class VertexStage
{
    private readonly VertexInterpreter _interpreter = new();
    private readonly Vector4[] _constants = new Vector4[DrawCall.VertexConstantCount];

    /// <summary>Leaves behind what a draw does.</summary>
    /// <param name="state">Receives it.</param>
    /// <param name="call">The draw; its constants are those before the first vertex.</param>
    public void Carry(KelvinState state, DrawCall call)
    {
        VertexProgram program = call.VertexProgram;
        call.VertexConstants.CopyTo(_constants, 0);
        VertexResult result = default;
        call.VertexOutputs.CopyTo((Span<Vector4>)result);

        // Without written constants a vertex gives what it gives whichever came before.
        for (int i = program.WritesConstants ? 0 : call.IndexCount - 1; i < call.IndexCount; i++)
        {
            ReadOnlySpan<Vector4> inputs = call.Vertices.AsSpan(call.Indices[i] * DrawCall.AttributeCount, DrawCall.AttributeCount);
            _interpreter.Run(program, inputs, _constants, ref result);
        }

        ((ReadOnlySpan<Vector4>)result).CopyTo(state.Outputs);
        if (program.WritesConstants)
        {
            MemoryMarshal.Cast<Vector4, uint>(_constants.AsSpan(0, DrawCall.AddressableConstantCount)).CopyTo(state.ConstantWords);
        }
    }
}
