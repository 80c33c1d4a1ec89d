namespace Xemu.Abstractions.Graphics;

/// <summary>What the display engine reads of a picture.</summary>
/// <param name="Source">The rows.</param>
/// <param name="RowBytes">Bytes of a row.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Format">How a surface with such pixels would be called; <see cref="SurfaceFormat.B8"/> for numbers of colours in a palette.</param>
public readonly record struct ScanoutCall(MemoryRows Source, int RowBytes, int Rows, SurfaceFormat Format);
