namespace Xemu.Abstractions.Graphics;

/// <summary>The last combiner: colour A · B + (1 - A) · C + D, alpha G. Its inputs are read with the two unsigned mappings.</summary>
public readonly record struct FinalCombiner
{
    /// <summary>The weight of B.</summary>
    public CombinerInput A { get; init; }

    /// <summary>What counts with A.</summary>
    public CombinerInput B { get; init; }

    /// <summary>What counts with 1 - A.</summary>
    public CombinerInput C { get; init; }

    /// <summary>What is added.</summary>
    public CombinerInput D { get; init; }

    /// <summary>First factor of <see cref="CombinerRegister.ProductEF"/>.</summary>
    public CombinerInput E { get; init; }

    /// <summary>Second factor of <see cref="CombinerRegister.ProductEF"/>.</summary>
    public CombinerInput F { get; init; }

    /// <summary>Alpha.</summary>
    public CombinerInput G { get; init; }

    /// <summary>Whether <see cref="CombinerRegister.SparePlusSpecular"/> takes 1 less the specular colour.</summary>
    public bool InvertsSpecular { get; init; }

    /// <summary>Whether it takes 1 less the first temporary.</summary>
    public bool InvertsSpare { get; init; }

    /// <summary>Whether it is clamped to 1.</summary>
    public bool ClampsSum { get; init; }
}
