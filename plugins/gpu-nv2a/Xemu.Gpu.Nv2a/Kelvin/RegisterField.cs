namespace Xemu.Gpu.Nv2a;

/// <summary>Bits of a register of PGRAPH that show what a method of Kelvin has set.</summary>
/// <param name="Register">Offset of the register.</param>
/// <param name="Shift">The lowest bit in it.</param>
/// <param name="Bits">How many.</param>
/// <param name="Method">The method.</param>
internal sealed record RegisterField(uint Register, int Shift, int Bits, uint Method)
{
    /// <summary>The lowest bit in the method's word.</summary>
    public int MethodShift { get; init; }

    /// <summary>The method's words for 0, 1, 2 and so on, where the register counts them; null where both have the same bits. <see cref="None"/> is no word.</summary>
    public uint[]? Numbers { get; init; }

    /// <summary>Bits of the method's word that <see cref="Numbers"/> are.</summary>
    public int NumberBits { get; init; } = 32;

    /// <summary>A count that no word has.</summary>
    public const uint None = uint.MaxValue;

    private uint Mask => uint.MaxValue >> (32 - Bits);

    /// <summary>Puts the field into a register.</summary>
    /// <param name="register">The register.</param>
    /// <param name="word">The method's word.</param>
    public uint Show(uint register, uint word)
    {
        uint value = word >> MethodShift;
        if (Numbers is not null)
        {
            value = (uint)Math.Max(Array.IndexOf(Numbers, value & (uint.MaxValue >> (32 - NumberBits))), 0);
        }

        return (register & ~(Mask << Shift)) | ((value & Mask) << Shift);
    }

    /// <summary>Puts the field into a method's word; a count that no word has leaves it.</summary>
    /// <param name="word">The method's word.</param>
    /// <param name="register">The register.</param>
    public uint Take(uint word, uint register)
    {
        uint value = (register >> Shift) & Mask;
        uint mask = Mask;
        if (Numbers is not null)
        {
            value = value < Numbers.Length ? Numbers[value] : None;
            mask = uint.MaxValue >> (32 - NumberBits);
        }

        return value == None && Numbers is not null ? word : (word & ~(mask << MethodShift)) | (value << MethodShift);
    }
}
