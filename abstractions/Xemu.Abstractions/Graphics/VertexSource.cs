namespace Xemu.Abstractions.Graphics;

/// <summary>An operand of a <see cref="VertexInstruction"/>.</summary>
/// <param name="Register">The set.</param>
/// <param name="Index">The register; for a relative constant the offset from the address register, which may be negative.</param>
/// <param name="Swizzle">Which component is taken for x, y, z and w: two bits each, x lowest.</param>
/// <param name="IsNegated">Whether the sign is inverted.</param>
/// <param name="IsRelative">Whether the address register is added. Outside of the first <see cref="DrawCall.AddressableConstantCount"/> constants it reads zeros.</param>
public readonly record struct VertexSource(VertexRegister Register, short Index, byte Swizzle = VertexSource.Xyzw, bool IsNegated = false, bool IsRelative = false)
{
    /// <summary>The swizzle that leaves the components where they are.</summary>
    public const byte Xyzw = 0b11_10_01_00;
}
