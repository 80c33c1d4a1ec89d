namespace Xemu.Renderer.Toolkit;

/// <summary>The type of a value: one to four components.</summary>
/// <param name="Scalar">What they are.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ShaderType(ShaderScalar Scalar, int Count)
{
    /// <summary>True or false.</summary>
    public static readonly ShaderType Bool = new(ShaderScalar.Bool, 1);

    /// <summary>A signed number.</summary>
    public static readonly ShaderType Int = new(ShaderScalar.Int, 1);

    /// <summary>Three signed numbers.</summary>
    public static readonly ShaderType Int3 = new(ShaderScalar.Int, 3);

    /// <summary>An unsigned number.</summary>
    public static readonly ShaderType Uint = new(ShaderScalar.Uint, 1);

    /// <summary>Three unsigned numbers.</summary>
    public static readonly ShaderType Uint3 = new(ShaderScalar.Uint, 3);

    /// <summary>Four unsigned numbers.</summary>
    public static readonly ShaderType Uint4 = new(ShaderScalar.Uint, 4);

    /// <summary>A floating-point number.</summary>
    public static readonly ShaderType Float = new(ShaderScalar.Float, 1);

    /// <summary>Four floating-point numbers.</summary>
    public static readonly ShaderType Float4 = new(ShaderScalar.Float, 4);

    /// <summary>The same number of components of another kind.</summary>
    public ShaderType As(ShaderScalar scalar) => new(scalar, Count);
}
