namespace Xemu.Abstractions;

/// <summary>How far a reset goes.</summary>
public enum ResetKind
{
    /// <summary>Power-on: everything.</summary>
    Cold,

    /// <summary>The reset button or a guest's reset command: what battery or wiring keeps, stays.</summary>
    Warm,
}
