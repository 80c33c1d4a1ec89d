using System.Collections.Immutable;

namespace Xemu.Abstractions.Graphics;

/// <summary>A pixel stage: four texture stages, then general combiners, then the final one. Immutable; one object for one program while it is in use.</summary>
public sealed class PixelProgram
{
    /// <summary>The four texture stages.</summary>
    public required ImmutableArray<TextureStage> Textures { get; init; }

    /// <summary>The general combiners, 1 to 8, in order.</summary>
    public required ImmutableArray<CombinerStage> Combiners { get; init; }

    /// <summary>The final combiner; null sends the first temporary out.</summary>
    public FinalCombiner? Final { get; init; }

    /// <summary>Whether a mux looks at the highest bit of alpha (at least 1/2); otherwise at the lowest.</summary>
    public bool MuxesByMsb { get; init; }

    /// <summary>Whether each combiner has constants of its own in <see cref="PixelConstants.Factor0"/>; otherwise all take the first.</summary>
    public bool HasUniqueFactor0 { get; init; }

    /// <summary>The same for <see cref="PixelConstants.Factor1"/>.</summary>
    public bool HasUniqueFactor1 { get; init; }
}
