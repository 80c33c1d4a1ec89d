namespace Xemu.Renderer.Toolkit;

/// <summary>An instruction of a shader. Operands are numbers of values, -1 where there is none.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Result">The value that it makes; its type also of instructions that make none.</param>
/// <param name="Index">What <see cref="ShaderOperation"/> says.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="D">Fourth operand.</param>
internal readonly record struct ShaderInstruction(
    ShaderOperation Operation, ShaderValue Result, uint Index = 0, int A = -1, int B = -1, int C = -1, int D = -1);
