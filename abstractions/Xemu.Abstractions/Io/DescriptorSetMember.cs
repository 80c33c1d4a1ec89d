namespace Xemu.Abstractions.Io;

/// <summary>A descriptor in a numbered set.</summary>
/// <param name="Set">The set's number.</param>
/// <param name="Descriptor">The descriptor. Duplicate it for use: the store closes it when it is removed.</param>
/// <param name="Note">The user's text, or null.</param>
public readonly record struct DescriptorSetMember(int Set, int Descriptor, string? Note);
