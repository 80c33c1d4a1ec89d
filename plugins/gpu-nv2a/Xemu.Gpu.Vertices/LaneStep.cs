namespace Xemu.Gpu.Vertices;

/// <summary>Computes a number and puts it in its place.</summary>
/// <param name="Number">The number; its operands are places.</param>
/// <param name="Place">Where it goes.</param>
internal readonly record struct LaneStep(LaneInstruction Number, int Place);
