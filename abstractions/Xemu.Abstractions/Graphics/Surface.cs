namespace Xemu.Abstractions.Graphics;

/// <summary>Where a colour or depth surface lies in guest memory.</summary>
/// <param name="Offset">First byte in the RAM block.</param>
/// <param name="Limit">Last byte that may be touched; what lies beyond is not drawn.</param>
/// <param name="Pitch">Bytes from row to row; 0 for a swizzled one.</param>
public readonly record struct Surface(ulong Offset, ulong Limit, uint Pitch);
