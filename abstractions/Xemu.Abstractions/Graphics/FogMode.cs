namespace Xemu.Abstractions.Graphics;

/// <summary>How the fog factor follows from the fog coordinate d and the two parameters.</summary>
public enum FogMode
{
    /// <summary>No fog: the factor is 1.</summary>
    Off,

    /// <summary>Linear in d.</summary>
    Linear,

    /// <summary>Exponential in d.</summary>
    Exponential,

    /// <summary>Exponential in the square of d.</summary>
    ExponentialSquared,

    /// <summary>Linear in |d|.</summary>
    LinearAbsolute,

    /// <summary>Exponential in |d|.</summary>
    ExponentialAbsolute,

    /// <summary>Exponential in the square of |d|.</summary>
    ExponentialSquaredAbsolute,
}
