namespace Xemu.Abstractions.Graphics;

/// <summary>Components that are written.</summary>
[Flags]
public enum ColorMask
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Blue.</summary>
    Blue = 1,

    /// <summary>Green.</summary>
    Green = 2,

    /// <summary>Red.</summary>
    Red = 4,

    /// <summary>Alpha.</summary>
    Alpha = 8,

    /// <summary>All.</summary>
    All = 15,
}
