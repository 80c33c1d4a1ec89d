using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.State;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x61, 0x65 and 0x8A: a rectangle whose pixels come as words. Source: envytools rnndb/graph/nv1_ifc.xml, docs/hw/graph/intro (which parts have them).</summary>
/// <remarks>
/// A row begins with a new word, as drivers make them (X.Org's nv pads rows). Not modelled: the colour key, that a copy with alpha looks at the alpha of the words where the surface has
/// none, COLOR_CONVERSION.
/// </remarks>
internal sealed class ImageFromCpu(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, ContextClip, context)
{
    private const uint ContextClip = 0x188;
    private const uint ColorFormat = 0x300;
    private const uint Point = 0x304;
    private const uint SizeOut = 0x308;
    private const uint SizeIn = 0x30C;
    private const uint Colors = 0x400;
    private const uint EndOfColors = 0x2000;

    /// <summary>Words of this picture that have come.</summary>
    private uint _count;

    public override void Reset()
    {
        base.Reset();
        _count = 0;
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Field("count", ref _count);
    }

    public override void DescribeContext(ContextImage image)
    {
        base.DescribeContext(image);
        image.Word(ref _count);
    }

    /// <summary>A size begins a picture; what follows is its pixels.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case SizeIn:
                _count = 0;
                break;
            case >= Colors and < EndOfColors:
                Take(word);
                break;
        }
    }

    private void Take(uint word)
    {
        TextureFormat format = FormatOf(this[ColorFormat]);
        int bits = TextureMemory.BitsPerTexel(format);
        uint pixels = 32 / (uint)bits;
        uint width = this[SizeIn] & 0xFFFF;
        uint rowWords = (width + pixels - 1) / pixels;
        if (rowWords == 0 || _count / rowWords >= this[SizeIn] >> 16)
        {
            return;
        }

        (uint y, uint x) = Math.DivRem(_count++, rowWords);
        for (uint i = 0; i < pixels && (x * pixels) + i < width; i++, word >>= bits)
        {
            DrawPixel((x * pixels) + i, y, TexelFormat.Decode(format, bits == 32 ? word : word & 0xFFFF, []));
        }
    }

    private void DrawPixel(uint column, uint row, uint color)
    {
        if (column >= (this[SizeOut] & 0xFFFF) || row >= this[SizeOut] >> 16)
        {
            return;
        }

        int x = (short)this[Point] + (int)column;
        int y = (short)(this[Point] >> 16) + (int)row;
        if (x < 0 || y < 0 || Clip?.Contains(x, y) == false)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, SurfaceFormat2D.FromColor(Surfaces.Format, color));
        Draw(Current, Surfaces.Destination(x, y), 0, bytes[..Surfaces.PixelBytes], x, y);
    }

    private static TextureFormat FormatOf(uint number) => number switch
    {
        1 => TextureFormat.R5G6B5,
        2 => TextureFormat.A1R5G5B5,
        3 => TextureFormat.X1R5G5B5,
        5 => TextureFormat.X8R8G8B8,
        _ => TextureFormat.A8R8G8B8,
    };
}
