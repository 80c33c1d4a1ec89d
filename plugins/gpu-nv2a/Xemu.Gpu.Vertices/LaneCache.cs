using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>Compiled vertex programs by their program.</summary>
internal sealed class LaneCache
{
    /// <summary>Most programs that are kept; then all go.</summary>
    private const int Capacity = 512;

    private readonly Dictionary<VertexProgram, LaneProgram> _programs = [];

    /// <summary>The compiled form of a program that writes no constants.</summary>
    public LaneProgram Find(VertexProgram program)
    {
        if (!_programs.TryGetValue(program, out LaneProgram? lanes))
        {
            if (_programs.Count == Capacity)
            {
                _programs.Clear();
            }

            lanes = LaneCompiler.Compile(program);
            _programs.Add(program, lanes);
        }

        return lanes;
    }
}
