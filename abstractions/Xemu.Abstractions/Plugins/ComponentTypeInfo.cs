namespace Xemu.Abstractions;

/// <summary>A component type as others see it.</summary>
/// <param name="Name">The dotted name.</param>
/// <param name="Description">One line.</param>
/// <param name="Component">What its factory makes: the interfaces of this type say what it can be used as.</param>
public sealed record ComponentTypeInfo(string Name, string Description, Type Component)
{
    /// <summary>The type that this one does the same as, in every bit and with the same saved state; null when there is none.</summary>
    public string? Reference { get; init; }
}
