namespace Xemu.Renderer.Toolkit;

/// <summary>What a component of a value is.</summary>
internal enum ShaderScalar
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A signed number of 32 bits.</summary>
    Int,

    /// <summary>An unsigned number of 32 bits.</summary>
    Uint,

    /// <summary>A floating-point number of 32 bits.</summary>
    Float,
}
