using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x60 and 0x64: a rectangle of indices into a palette in memory. Which half of a byte is the first of two indices: the lower, unverified.</summary>
internal sealed class IndexedImage(uint graphClass, MethodTable methods, PixelContext context) : WordImage(graphClass, methods, PixelMethods.Indexed, context)
{
    private const uint ContextPalette = 0x184;
    private const uint ColorFormat = 0x3E8;
    private const uint IndexFormat = 0x3EC;
    private const uint PaletteOffset = 0x3F0;
    private const uint Point = 0x3F4;
    private const uint SizeOut = 0x3F8;

    protected override uint SizeIn => 0x3FC;

    protected override int PixelBits => (this[IndexFormat] & 1) != 0 ? 4 : 8;

    /// <summary>What lies beyond the palette's memory is 0.</summary>
    protected override uint ColorOf(uint bits)
    {
        TextureFormat format = FormatOf(this[ColorFormat]);
        int size = TextureMemory.BitsPerTexel(format) / 8;
        uint offset = this[PaletteOffset] + (bits * (uint)size);
        DmaObject window = DmaObject.Read(Instances, this[ContextPalette]);
        if (window.Resolve(offset, Ram.SizeBytes, out ulong address) < size)
        {
            return 0;
        }

        using RamLease lease = Ram.Lease(address, size, RamAccess.Read);
        return Decode(format, size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(lease.Span) : BinaryPrimitives.ReadUInt32LittleEndian(lease.Span));
    }

    protected override void DrawPixel(in PixelOperation operation, uint column, uint row, uint pixel) =>
        PlotWithin(in operation, this[Point], this[SizeOut], column, row, pixel);
}
