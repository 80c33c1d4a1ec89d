namespace Xemu.Abstractions.Graphics;

/// <summary>How a fragment's colour meets the stored one.</summary>
public readonly record struct BlendState
{
    /// <summary>Whether blending is done.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>The fragment's factor.</summary>
    public BlendFactor Source { get; init; }

    /// <summary>The stored colour's factor.</summary>
    public BlendFactor Destination { get; init; }

    /// <summary>How both are joined.</summary>
    public BlendEquation Equation { get; init; }

    /// <summary>The operation that takes the place of blending, or null.</summary>
    public LogicOperation? Logic { get; init; }
}
