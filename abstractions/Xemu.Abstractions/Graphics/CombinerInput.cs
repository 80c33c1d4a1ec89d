namespace Xemu.Abstractions.Graphics;

/// <summary>An operand of a combiner.</summary>
/// <param name="Register">The register.</param>
/// <param name="IsAlpha">Whether its alpha is taken for every component. In the alpha portion without it: its blue.</param>
/// <param name="Mapping">How it is read.</param>
public readonly record struct CombinerInput(CombinerRegister Register, bool IsAlpha, CombinerMapping Mapping);
