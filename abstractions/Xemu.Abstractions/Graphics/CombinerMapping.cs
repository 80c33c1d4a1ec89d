namespace Xemu.Abstractions.Graphics;

/// <summary>How a register is read. Values are the chip's own; names as in the OpenGL extension NV_register_combiners.</summary>
public enum CombinerMapping
{
    /// <summary>max(x, 0).</summary>
    UnsignedIdentity = 0,

    /// <summary>1 - min(max(x, 0), 1).</summary>
    UnsignedInvert = 1,

    /// <summary>2 · max(x, 0) - 1.</summary>
    ExpandNormal = 2,

    /// <summary>1 - 2 · max(x, 0).</summary>
    ExpandNegate = 3,

    /// <summary>max(x, 0) - 1/2.</summary>
    HalfBiasNormal = 4,

    /// <summary>1/2 - max(x, 0).</summary>
    HalfBiasNegate = 5,

    /// <summary>x.</summary>
    SignedIdentity = 6,

    /// <summary>-x.</summary>
    SignedNegate = 7,
}
