namespace Xemu.Abstractions.Graphics;

/// <summary>What a <see cref="VertexInstruction"/> computes; all are on four 32-bit floating-point components.</summary>
/// <remarks>
/// Numbers are the chip's: a product with 0 is 0, also with an infinity or a NaN; denormals are 0. Sources: envytools (NV20 vertex programs),
/// the OpenGL extension NV_vertex_program, and what the test programs recorded on consoles.
/// </remarks>
public enum VertexOperation
{
    /// <summary>a.</summary>
    Move,

    /// <summary>a · b by component.</summary>
    Multiply,

    /// <summary>a + c.</summary>
    Add,

    /// <summary>a · b + c.</summary>
    MultiplyAdd,

    /// <summary>a.xyz · b.xyz to all components.</summary>
    Dot3,

    /// <summary>a.xyz · b.xyz + b.w to all components.</summary>
    DotHomogeneous,

    /// <summary>a · b over four components to all components.</summary>
    Dot4,

    /// <summary>(1, a.y · b.y, a.z, b.w).</summary>
    Distance,

    /// <summary>The lesser.</summary>
    Minimum,

    /// <summary>The greater.</summary>
    Maximum,

    /// <summary>1 where a is less than b, else 0.</summary>
    SetLess,

    /// <summary>1 where a is at least b, else 0.</summary>
    SetGreaterOrEqual,

    /// <summary>The address register becomes the greatest integer that is not above a.x.</summary>
    MoveAddress,

    /// <summary>1 / c.x to all components.</summary>
    Reciprocal,

    /// <summary>1 / c.x with a magnitude from 2^-64 to 2^64 (the sign is kept), to all components.</summary>
    ReciprocalClamped,

    /// <summary>1 / √|c.x| to all components.</summary>
    ReciprocalSquareRoot,

    /// <summary>(2^⌊c.x⌋, c.x - ⌊c.x⌋, 2^c.x, 1).</summary>
    Exponent,

    /// <summary>(exponent of |c.x|, its mantissa from 1 to 2, log2|c.x|, 1).</summary>
    Logarithm,

    /// <summary>Light coefficients of c: (1, max(c.x, 0), c.x above 0 ? max(c.y, 0)^c.w : 0, 1).</summary>
    Lit,
}
