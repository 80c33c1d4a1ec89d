namespace Xemu.Abstractions.Graphics;

/// <summary>One of the four texture stages; they run in order.</summary>
public readonly record struct TextureStage
{
    /// <summary>What it does.</summary>
    public TextureOperation Operation { get; init; }

    /// <summary>The earlier stage whose result it takes.</summary>
    public int Input { get; init; }

    /// <summary>How that result is read by dot products.</summary>
    public DotMapping Mapping { get; init; }

    /// <summary>For <see cref="TextureOperation.ClipPlane"/>: bit 0 to 3 for s, t, r and q; set where values of at least 0 are dropped, clear where negative ones are.</summary>
    public byte ClipSigns { get; init; }
}
