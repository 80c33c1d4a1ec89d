namespace Xemu.Abstractions.Graphics;

/// <summary>How the values of a depth surface lie in memory.</summary>
public enum DepthFormat
{
    /// <summary>No depth surface.</summary>
    None = 0,

    /// <summary>16 bits of depth.</summary>
    Z16 = 1,

    /// <summary>24 bits of depth above 8 bits of stencil.</summary>
    Z24S8 = 2,
}
