namespace Xemu.Abstractions.Graphics;

/// <summary>A bitwise operation of source and destination in place of blending; values as in OpenGL, less 0x1500.</summary>
public enum LogicOperation
{
    /// <summary>0.</summary>
    Clear,

    /// <summary>s and d.</summary>
    And,

    /// <summary>s and not d.</summary>
    AndReverse,

    /// <summary>s.</summary>
    Copy,

    /// <summary>not s and d.</summary>
    AndInverted,

    /// <summary>d.</summary>
    NoOperation,

    /// <summary>s xor d.</summary>
    Xor,

    /// <summary>s or d.</summary>
    Or,

    /// <summary>not (s or d).</summary>
    Nor,

    /// <summary>not (s xor d).</summary>
    Equivalent,

    /// <summary>not d.</summary>
    Invert,

    /// <summary>s or not d.</summary>
    OrReverse,

    /// <summary>not s.</summary>
    CopyInverted,

    /// <summary>not s or d.</summary>
    OrInverted,

    /// <summary>not (s and d).</summary>
    Nand,

    /// <summary>Ones.</summary>
    Set,
}
