using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.State;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>A picture whose pixels come as words. Source: envytools rnndb/graph/nv1_ifc.xml, docs/hw/graph/intro (which parts have which).</summary>
/// <remarks>A row begins with a new word, as drivers make them (X.Org's nv pads rows). Not modelled: COLOR_CONVERSION.</remarks>
internal abstract class WordImage(uint graphClass, MethodTable methods, PixelMethods at, PixelContext context) : PixelSource(graphClass, methods, at, context)
{
    private const uint Colors = 0x400;
    private const uint EndOfColors = 0x2000;

    /// <summary>Words of this picture that have come.</summary>
    private uint _count;

    /// <summary>The method that sets how large the picture is, and begins it.</summary>
    protected abstract uint SizeIn { get; }

    /// <summary>Bits of a pixel: 4, 8, 16 or 32.</summary>
    protected abstract int PixelBits { get; }

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

    /// <summary>The format of SET_COLOR_FORMAT.</summary>
    protected static TextureFormat FormatOf(uint number) => number switch
    {
        1 => TextureFormat.R5G6B5,
        2 => TextureFormat.A1R5G5B5,
        3 => TextureFormat.X1R5G5B5,
        5 => TextureFormat.X8R8G8B8,
        _ => TextureFormat.A8R8G8B8,
    };

    /// <summary>A size begins a picture; what follows is its pixels.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method == SizeIn)
        {
            _count = 0;
        }
        else if (method is >= Colors and < EndOfColors)
        {
            Take(word);
        }
    }

    /// <summary>The colour of a pixel, A8R8G8B8.</summary>
    /// <param name="bits">Its bits.</param>
    protected abstract uint ColorOf(uint bits);

    /// <summary>Draws a pixel.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="column">Which one it is.</param>
    /// <param name="row">In which row.</param>
    /// <param name="pixel">The pixel, in the surface's format.</param>
    protected abstract void DrawPixel(in PixelOperation operation, uint column, uint row, uint pixel);

    /// <summary>Draws a pixel where a point and a size say.</summary>
    protected void PlotWithin(in PixelOperation operation, uint point, uint size, uint column, uint row, uint pixel)
    {
        if (column < (size & 0xFFFF) && row < size >> 16)
        {
            Plot(in operation, (short)point + (int)column, (short)(point >> 16) + (int)row, pixel);
        }
    }

    /// <summary>A colour of a format.</summary>
    protected static uint Decode(TextureFormat format, uint bits) => TexelFormat.Decode(format, bits, []);

    private void Take(uint word)
    {
        int bits = PixelBits;
        uint mask = uint.MaxValue >> (32 - bits);
        uint pixels = 32 / (uint)bits;
        uint width = this[SizeIn] & 0xFFFF;
        uint rowWords = (width + pixels - 1) / pixels;
        if (rowWords == 0 || _count / rowWords >= this[SizeIn] >> 16)
        {
            return;
        }

        (uint y, uint x) = Math.DivRem(_count++, rowWords);
        PixelOperation operation = Current;
        SurfaceFormat format = TargetFormat;
        for (uint i = 0; i < pixels && (x * pixels) + i < width; i++, word = bits == 32 ? 0 : word >> bits)
        {
            DrawPixel(in operation, (x * pixels) + i, y, SurfaceFormat2D.FromColor(format, ColorOf(word & mask)));
        }
    }
}
