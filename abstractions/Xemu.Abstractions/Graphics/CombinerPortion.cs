namespace Xemu.Abstractions.Graphics;

/// <summary>The colour or the alpha half of a combiner: A · B, C · D, and their sum or one of both.</summary>
/// <remarks>Both halves of a stage read before either writes.</remarks>
public readonly record struct CombinerPortion
{
    /// <summary>First factor of the first product.</summary>
    public CombinerInput A { get; init; }

    /// <summary>Second factor of the first product.</summary>
    public CombinerInput B { get; init; }

    /// <summary>First factor of the second product.</summary>
    public CombinerInput C { get; init; }

    /// <summary>Second factor of the second product.</summary>
    public CombinerInput D { get; init; }

    /// <summary>Where the first product goes.</summary>
    public CombinerRegister ProductAB { get; init; }

    /// <summary>Where the second product goes.</summary>
    public CombinerRegister ProductCD { get; init; }

    /// <summary>Where the sum goes.</summary>
    public CombinerRegister Sum { get; init; }

    /// <summary>Whether the first product is a dot product of three components; colour only, and there is no sum then.</summary>
    public bool IsDotAB { get; init; }

    /// <summary>Whether the second product is a dot product; as above.</summary>
    public bool IsDotCD { get; init; }

    /// <summary>Whether, in place of the sum, the second product is taken where the first temporary's alpha passes <see cref="PixelProgram.MuxesByMsb"/>, else the first.</summary>
    public bool IsMux { get; init; }

    /// <summary>Whether the blue of the first product goes to its register's alpha too; colour only.</summary>
    public bool CopiesBlueAB { get; init; }

    /// <summary>Whether the blue of the second product goes to its register's alpha too; colour only.</summary>
    public bool CopiesBlueCD { get; init; }

    /// <summary>What is done with the results.</summary>
    public CombinerScale Scale { get; init; }
}
