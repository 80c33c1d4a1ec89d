using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x62: where blits read, and where they and lines write.</summary>
internal sealed class Surfaces2D(InstanceMemory instances, IRamBlock ram, Pfb pfb, Pgraph graph) : MethodStore(0x62, TwoDMethods.Surfaces, graph)
{
    private const uint ContextDmaSource = 0x184;
    private const uint ContextDmaDestination = 0x188;
    private const uint ColorFormat = 0x300;
    private const uint Pitch = 0x304;
    private const uint OffsetSource = 0x308;
    private const uint OffsetDestination = 0x30C;

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => SurfaceFormat2D.BytesOf(Format);

    /// <summary>The number of the format.</summary>
    public uint Format => this[ColorFormat];

    /// <summary>Where a row is read.</summary>
    /// <param name="x">Its first pixel.</param>
    /// <param name="y">Its number.</param>
    /// <param name="address">Receives its address.</param>
    /// <returns>Bytes that are there, 0 when it lies outside of the memory.</returns>
    public long Source(int x, int y, out ulong address) => DmaObject.Read(instances, this[ContextDmaSource])
        .Resolve(this[OffsetSource] + (uint)((y * (long)(this[Pitch] & 0xFFFF)) + (x * PixelBytes)), ram.SizeBytes, out address);

    /// <summary>Where a row is written.</summary>
    /// <param name="x">Its first pixel.</param>
    /// <param name="y">Its number.</param>
    /// <param name="address">Receives its address.</param>
    /// <returns>Bytes that are there, 0 when it lies outside of the memory.</returns>
    public long Destination(int x, int y, out ulong address) => DmaObject.Read(instances, this[ContextDmaDestination])
        .Resolve(this[OffsetDestination] + (uint)((y * (long)(this[Pitch] >> 16)) + (x * PixelBytes)), ram.SizeBytes, out address);

    /// <summary>Where what is drawn at an address must end: with its tile, where there is one. Source: photographs of the console (a blit that would run over the end of a tile).</summary>
    /// <param name="address">Where drawing begins.</param>
    public ulong EndFrom(ulong address) => pfb.TileEnd(address);
}
