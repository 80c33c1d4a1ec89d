namespace Xemu.Abstractions.Graphics;

/// <summary>What happens to the stored stencil value.</summary>
public enum StencilOperation
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>0.</summary>
    Zero,

    /// <summary>The reference.</summary>
    Replace,

    /// <summary>Plus 1, at most 255.</summary>
    IncrementSaturate,

    /// <summary>Less 1, at least 0.</summary>
    DecrementSaturate,

    /// <summary>All bits inverted.</summary>
    Invert,

    /// <summary>Plus 1, wrapping.</summary>
    Increment,

    /// <summary>Less 1, wrapping.</summary>
    Decrement,
}
