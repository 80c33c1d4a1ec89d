namespace Xemu.Abstractions.Graphics;

/// <summary>One instruction of a vertex program.</summary>
/// <param name="Operation">What is computed.</param>
/// <param name="Destination">The set that is written; not read by <see cref="VertexOperation.MoveAddress"/>.</param>
/// <param name="Index">The register of the set.</param>
/// <param name="Mask">Components that are written: bit 0 is x, bit 3 is w.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand, and the only one of the scalar operations.</param>
public readonly record struct VertexInstruction(
    VertexOperation Operation,
    VertexRegister Destination,
    short Index,
    byte Mask,
    VertexSource A,
    VertexSource B,
    VertexSource C);
