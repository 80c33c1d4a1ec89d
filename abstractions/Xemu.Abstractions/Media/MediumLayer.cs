namespace Xemu.Abstractions.Media;

/// <summary>Identifies the content of a medium at an instant.</summary>
/// <param name="MediumId">Identifies the base image.</param>
/// <param name="LayerId">Identifies the layer.</param>
/// <param name="Generation">Counts openings for writing and seals of the medium.</param>
public readonly record struct MediumLayer(Guid MediumId, Guid LayerId, ulong Generation);
