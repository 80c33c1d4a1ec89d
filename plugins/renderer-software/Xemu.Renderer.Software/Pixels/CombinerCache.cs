using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Compiled combiners by their program.</summary>
internal sealed class CombinerCache
{
    /// <summary>Most programs that are kept; then all go.</summary>
    private const int Capacity = 1024;

    private readonly Dictionary<PixelProgram, CombinerProgram> _code = [];

    /// <summary>Programs that are kept.</summary>
    public int Count => _code.Count;

    /// <summary>Programs that were compiled so far.</summary>
    public long CompiledCount { get; private set; }

    /// <summary>The code of a program, one object for one program.</summary>
    public CombinerProgram Find(PixelProgram program)
    {
        if (_code.TryGetValue(program, out CombinerProgram? code))
        {
            return code;
        }

        if (_code.Count == Capacity)
        {
            _code.Clear();
        }

        code = CombinerCompiler.Compile(program);
        CompiledCount++;
        _code.Add(program, code);
        return code;
    }
}
