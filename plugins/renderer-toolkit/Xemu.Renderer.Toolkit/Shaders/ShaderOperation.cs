namespace Xemu.Renderer.Toolkit;

/// <summary>What an instruction of a shader does. Operations on several components work on each.</summary>
internal enum ShaderOperation
{
    /// <summary>A scalar whose bits are the index.</summary>
    Constant,

    /// <summary>A vector of its operands' components.</summary>
    Construct,

    /// <summary>The component of a that the index says.</summary>
    Extract,

    /// <summary>Components of a; two bits of the index each, the first lowest.</summary>
    Shuffle,

    /// <summary>a + b of any numbers.</summary>
    Add,

    /// <summary>a - b of any numbers.</summary>
    Subtract,

    /// <summary>a · b of any numbers.</summary>
    Multiply,

    /// <summary>a / b, floating-point; b is not 0.</summary>
    Divide,

    /// <summary>-a, floating-point.</summary>
    Negate,

    /// <summary>The rest of a / b, unsigned; b is not 0.</summary>
    Modulo,

    /// <summary>Bits of both.</summary>
    And,

    /// <summary>Bits of either.</summary>
    Or,

    /// <summary>Bits of one.</summary>
    Xor,

    /// <summary>a with its bits moved up by b, which is below 32.</summary>
    ShiftLeft,

    /// <summary>a with its bits moved down by b, which is below 32; signed numbers keep their sign.</summary>
    ShiftRight,

    /// <summary>a below b; false with a NaN.</summary>
    Less,

    /// <summary>a at most b; false with a NaN.</summary>
    LessOrEqual,

    /// <summary>a equal to b; false with a NaN.</summary>
    Equal,

    /// <summary>Both; scalars only.</summary>
    LogicalAnd,

    /// <summary>Either; scalars only.</summary>
    LogicalOr,

    /// <summary>Not a; scalars only.</summary>
    LogicalNot,

    /// <summary>a ? b : c by component.</summary>
    Select,

    /// <summary>The greatest whole number that is not above a.</summary>
    Floor,

    /// <summary>The nearest whole number, the even one of two.</summary>
    RoundEven,

    /// <summary>|a|.</summary>
    Absolute,

    /// <summary>√a; a is not negative.</summary>
    SquareRoot,

    /// <summary>2^a.</summary>
    Exponential,

    /// <summary>The base-two logarithm of a, which is above 0.</summary>
    Logarithm,

    /// <summary>a's bits as another type of 32 bits.</summary>
    Reinterpret,

    /// <summary>A floating-point number cut to a whole one in its range, or the reverse.</summary>
    Convert,

    /// <summary>The change of a to the right neighbour, or to the left; pixel stage, outside of branches.</summary>
    DerivativeX,

    /// <summary>The change of a to the next row; as above.</summary>
    DerivativeY,

    /// <summary>The input of the index.</summary>
    LoadInput,

    /// <summary>Four words of the uniform block at number a.</summary>
    LoadUniform,

    /// <summary>The variable of the index.</summary>
    LoadVariable,

    /// <summary>Four words of the storage buffer of the index at number a.</summary>
    LoadBuffer,

    /// <summary>The texel of the texture of the index at a (column, row, slice), level b.</summary>
    Fetch,

    /// <summary>a becomes the output of the index.</summary>
    StoreOutput,

    /// <summary>a becomes the variable of the index.</summary>
    StoreVariable,

    /// <summary>a becomes the four words at number b of the storage buffer of the index.</summary>
    StoreBuffer,

    /// <summary>What follows up to the else or the end happens where a holds.</summary>
    If,

    /// <summary>What follows up to the end happens where it does not.</summary>
    Else,

    /// <summary>The end of a branch.</summary>
    EndIf,

    /// <summary>Drops the fragment where a holds.</summary>
    DiscardIf,
}
