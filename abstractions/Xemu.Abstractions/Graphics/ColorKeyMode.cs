namespace Xemu.Abstractions.Graphics;

/// <summary>What happens to a texel that equals the colour key. Values are the chip's own.</summary>
public enum ColorKeyMode
{
    /// <summary>Nothing.</summary>
    Off = 0,

    /// <summary>Its alpha is 0.</summary>
    ClearAlpha = 1,

    /// <summary>All of it is 0.</summary>
    ClearAll = 2,

    /// <summary>The fragment is dropped.</summary>
    Kill = 3,
}
