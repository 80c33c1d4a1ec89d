namespace Xemu.Abstractions.Graphics;

/// <summary>The sets of registers of a vertex program.</summary>
public enum VertexRegister
{
    /// <summary>The vertex's sixteen attributes.</summary>
    Input,

    /// <summary>The constants of the draw, <see cref="DrawCall.VertexConstantCount"/> of them.</summary>
    Constant,

    /// <summary>Temporaries, as many as <see cref="VertexProgram.TemporaryCount"/>; zero at the start.</summary>
    Temporary,

    /// <summary>Results, by <see cref="VertexOutput"/>; the position can be read back.</summary>
    Output,
}
