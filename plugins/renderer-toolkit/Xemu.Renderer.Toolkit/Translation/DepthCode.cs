namespace Xemu.Renderer.Toolkit;

/// <summary>What number the pixel shader gives as depth.</summary>
public enum DepthCode
{
    /// <summary>None: there is no depth surface.</summary>
    None,

    /// <summary>16 bits, whole numbers.</summary>
    Whole16,

    /// <summary>16 bits with 4 of exponent.</summary>
    Float16,

    /// <summary>24 bits, whole numbers.</summary>
    Whole24,

    /// <summary>24 bits with 8 of exponent.</summary>
    Float24,
}
