using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Runs vertex programs for what they leave behind in the chip: the results of the last vertex, and constants; and state programs, which do only that.</summary>
internal sealed class VertexStage
{
    private readonly VertexInterpreter _interpreter = new();
    private readonly Vector4[] _inputs = new Vector4[DrawCall.AttributeCount];
    private readonly Vector4[] _constants = new Vector4[DrawCall.VertexConstantCount];

    /// <summary>Leaves behind what a draw does.</summary>
    /// <param name="state">Receives it.</param>
    /// <param name="call">The draw; its constants are those before the first vertex.</param>
    public void Carry(KelvinState state, DrawCall call)
    {
        VertexProgram program = call.VertexProgram;
        Span<Vector4> constants = ConstantsOf(call);
        VertexResult result = default;
        call.VertexOutputs.CopyTo((Span<Vector4>)result);

        // Without written constants a vertex gives what it gives whichever came before.
        for (int i = program.WritesConstants ? 0 : call.IndexCount - 1; i < call.IndexCount; i++)
        {
            ReadOnlySpan<Vector4> inputs = call.Vertices.AsSpan(call.Indices[i] * DrawCall.AttributeCount, DrawCall.AttributeCount);
            _interpreter.Run(program, inputs, constants, ref result);
        }

        ((ReadOnlySpan<Vector4>)result).CopyTo(state.Outputs);

        // Texture coordinates alone begin anew with each vertex: programs that write two of them draw right after others that left all at 0 (nxdk_vsh_tests, its texts).
        state.Outputs.Slice((int)VertexOutput.Texture0, DrawCall.TextureCount).Fill(Vector4.UnitW);
        KeepConstants(state, program);
    }

    /// <summary>Runs a state program: no vertex, its one input is attribute 0, and all that stays are the constants that it writes.</summary>
    /// <param name="state">Has SET_TRANSFORM_DATA and receives the constants.</param>
    /// <param name="program">The program.</param>
    /// <remarks>Source: NV_vertex_program, vertex state programs. That nothing of the results stays: unverified.</remarks>
    public void Launch(KelvinState state, VertexProgram program)
    {
        Array.Fill(_inputs, Vector4.UnitW);
        for (uint i = 0; i < 4; i++)
        {
            _inputs[0][(int)i] = state.Float(KelvinMethods.TransformData + (i * 4));
        }

        state.Constants.CopyTo(_constants);
        VertexResult result = default;
        _interpreter.Run(program, _inputs, _constants, ref result);
        KeepConstants(state, program);
    }

    /// <summary>The draw's own, or a copy for a program that writes there.</summary>
    private Span<Vector4> ConstantsOf(DrawCall call)
    {
        if (!call.VertexProgram.WritesConstants)
        {
            return call.VertexConstants;
        }

        call.VertexConstants.CopyTo(_constants, 0);
        return _constants;
    }

    private void KeepConstants(KelvinState state, VertexProgram program)
    {
        if (program.WritesConstants)
        {
            state.SetConstants(0, MemoryMarshal.Cast<Vector4, uint>(_constants.AsSpan(0, DrawCall.AddressableConstantCount)));
        }
    }
}
