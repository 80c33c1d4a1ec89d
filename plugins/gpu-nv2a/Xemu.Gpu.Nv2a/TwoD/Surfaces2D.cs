using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x62: where blits read, and where they and lines write.</summary>
internal sealed class Surfaces2D(InstanceMemory instances, Pfb pfb, Pgraph graph) : MethodStore(0x62, TwoDMethods.Surfaces, graph)
{
    private const uint ContextDmaSource = 0x184;
    private const uint ContextDmaDestination = 0x188;
    private const uint ColorFormat = 0x300;
    private const uint Pitch = 0x304;
    private const uint OffsetSource = 0x308;
    private const uint OffsetDestination = 0x30C;

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => SurfaceMemory.BytesPerPixel(Format);

    /// <summary>The format of both.</summary>
    public SurfaceFormat Format => SurfaceFormat2D.Of(this[ColorFormat]);

    /// <summary>Rows that are read.</summary>
    /// <param name="x">The first pixel of each.</param>
    /// <param name="y">The first row.</param>
    public MemoryRows Source(int x, int y) => Rows(ContextDmaSource, OffsetSource, this[Pitch] & 0xFFFF, x, y);

    /// <summary>Rows that are written.</summary>
    /// <param name="x">The first pixel of each.</param>
    /// <param name="y">The first row.</param>
    public MemoryRows Destination(int x, int y) => Rows(ContextDmaDestination, OffsetDestination, this[Pitch] >> 16, x, y);

    /// <summary>Rows that end with the tile in which they begin, where there is one. Source: photographs of the console (a blit that would run over the end of a tile).</summary>
    public MemoryRows WithinTile(MemoryRows rows) => rows with { Last = Math.Min(rows.Last, pfb.TileEnd(rows.Offset) - 1) };

    /// <summary>Whether rows go on behind the tile in which they begin.</summary>
    /// <param name="rows">Where they lie.</param>
    /// <param name="rowBytes">Bytes of one.</param>
    /// <param name="count">How many there are.</param>
    public bool LeaveTile(in MemoryRows rows, int rowBytes, int count) => rows.Offset + (ulong)((count - 1) * rows.Pitch) + (ulong)rowBytes > pfb.TileEnd(rows.Offset);

    private MemoryRows Rows(uint contextDma, uint offset, uint pitch, int x, int y) =>
        DmaObject.Read(instances, this[contextDma]).Rows(this[offset] + (uint)((y * (long)pitch) + (x * PixelBytes)), pitch);
}
