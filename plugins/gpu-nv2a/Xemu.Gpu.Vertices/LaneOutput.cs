namespace Xemu.Gpu.Vertices;

/// <summary>A component of a result that a program writes.</summary>
/// <param name="Index">Four times the result, and its component.</param>
/// <param name="Operand">Twice the number's place, and 1 more for its negative.</param>
internal readonly record struct LaneOutput(int Index, int Operand);
