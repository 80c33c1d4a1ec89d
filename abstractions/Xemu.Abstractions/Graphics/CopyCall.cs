namespace Xemu.Abstractions.Graphics;

/// <summary>
/// Copies rows of bytes in guest memory: a blit of the two-dimensional classes, or memory to memory. Rows are copied in order, each read whole before it is
/// written, as many bytes of each as may be touched on both sides.
/// </summary>
/// <param name="Source">What is read.</param>
/// <param name="Destination">What is written.</param>
/// <param name="RowBytes">Bytes of a row.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Format">The pixels on both sides: whole ones are copied, and the bits that hold no colour become what the format says; none for bytes as they are.</param>
public readonly record struct CopyCall(MemoryRows Source, MemoryRows Destination, int RowBytes, int Rows, SurfaceFormat Format);
