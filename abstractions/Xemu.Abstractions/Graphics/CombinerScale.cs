namespace Xemu.Abstractions.Graphics;

/// <summary>What is done with a combiner's results before they are clamped to -1 to 1. Values are the chip's own.</summary>
public enum CombinerScale
{
    /// <summary>Nothing.</summary>
    Identity = 0,

    /// <summary>Less 1/2.</summary>
    Bias = 1,

    /// <summary>Doubled.</summary>
    Double = 2,

    /// <summary>Less 1/2, then doubled.</summary>
    DoubleBias = 3,

    /// <summary>Four times.</summary>
    Quadruple = 4,

    /// <summary>Half.</summary>
    Half = 6,
}
