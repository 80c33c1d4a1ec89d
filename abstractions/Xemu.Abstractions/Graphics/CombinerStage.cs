namespace Xemu.Abstractions.Graphics;

/// <summary>One general combiner.</summary>
/// <param name="Color">Red, green and blue.</param>
/// <param name="Alpha">Alpha.</param>
public readonly record struct CombinerStage(CombinerPortion Color, CombinerPortion Alpha);
