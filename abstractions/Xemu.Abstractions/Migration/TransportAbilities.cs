using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>What a migration transport can do.</summary>
/// <param name="IsSeekable">Positions are obeyed.</param>
/// <param name="Alignment">Bytes to which positions, lengths and addresses on page channels are aligned; 1 for none.</param>
/// <param name="IsMultiChannel">Page channels can be opened.</param>
[Experimental("XEMU0006")]
public readonly record struct TransportAbilities(bool IsSeekable, int Alignment, bool IsMultiChannel);
