namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x62: where blits read and write.</summary>
internal sealed class Surfaces2D(Pgraph graph) : MethodStore(0x62, TwoDMethods.Surfaces, graph)
{
    private const uint ContextDmaSource = 0x184;
    private const uint ContextDmaDestination = 0x188;
    private const uint ColorFormat = 0x300;
    private const uint Pitch = 0x304;
    private const uint OffsetSource = 0x308;
    private const uint OffsetDestination = 0x30C;

    /// <summary>Bytes of a pixel. Source: envytools rnndb/graph (NV10 surface formats).</summary>
    public int PixelBytes => this[ColorFormat] switch
    {
        1 => 1,
        2 or 3 or 4 or 5 => 2,
        _ => 4,
    };

    /// <summary>The number of the format.</summary>
    public uint Format => this[ColorFormat];

    public uint SourcePitch => this[Pitch] & 0xFFFF;

    public uint DestinationPitch => this[Pitch] >> 16;

    /// <summary>Where the source is.</summary>
    public DmaObject Source(InstanceMemory instances) => DmaObject.Read(instances, this[ContextDmaSource]);

    /// <summary>Where the destination is.</summary>
    public DmaObject Destination(InstanceMemory instances) => DmaObject.Read(instances, this[ContextDmaDestination]);

    public uint SourceOffset => this[OffsetSource];

    public uint DestinationOffset => this[OffsetDestination];
}
