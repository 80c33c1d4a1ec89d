namespace Xemu.Gpu.Vertices;

/// <summary>What a <see cref="LaneInstruction"/> computes: one number a vertex.</summary>
internal enum LaneOperation
{
    /// <summary>0.</summary>
    Zero,

    /// <summary>1.</summary>
    One,

    /// <summary>A summand that changes nothing.</summary>
    Nothing,

    /// <summary>Component <c>B</c> of attribute <c>A</c>.</summary>
    Input,

    /// <summary>Component <c>B</c> of constant <c>A</c>.</summary>
    Constant,

    /// <summary>Component <c>B</c> of what result <c>A</c> was before.</summary>
    Before,

    /// <summary>Component <c>C</c> of the constant whose number is <c>B</c> more than the address <c>A</c>.</summary>
    RelativeConstant,

    /// <summary>A number for the address register.</summary>
    Address,

    /// <summary>A product.</summary>
    Multiply,

    /// <summary>A sum of two.</summary>
    Sum2,

    /// <summary>A sum of four.</summary>
    Sum4,

    /// <summary>The lesser.</summary>
    Minimum,

    /// <summary>The greater.</summary>
    Maximum,

    /// <summary>1 where <c>A</c> is less than <c>B</c>, else 0.</summary>
    SetLess,

    /// <summary>0 where <c>A</c> is less than <c>B</c>, else 1.</summary>
    SetGreaterOrEqual,

    /// <summary>1 / x.</summary>
    Reciprocal,

    /// <summary>1 / x within bounds.</summary>
    ReciprocalClamped,

    /// <summary>1 / √|x|.</summary>
    ReciprocalSquareRoot,

    /// <summary><see cref="ScalarFunctions.WholePower"/>.</summary>
    WholePower,

    /// <summary><see cref="ScalarFunctions.Fraction"/>.</summary>
    Fraction,

    /// <summary><see cref="ScalarFunctions.Power"/>.</summary>
    Power,

    /// <summary><see cref="ScalarFunctions.Exponent"/>.</summary>
    Exponent,

    /// <summary><see cref="ScalarFunctions.Mantissa"/>.</summary>
    Mantissa,

    /// <summary><see cref="ScalarFunctions.Logarithm"/>.</summary>
    Logarithm,

    /// <summary><see cref="ScalarFunctions.Diffuse"/>.</summary>
    Diffuse,

    /// <summary><see cref="ScalarFunctions.Specular"/> of <c>A</c>, <c>B</c> and <c>C</c>.</summary>
    Specular,
}
