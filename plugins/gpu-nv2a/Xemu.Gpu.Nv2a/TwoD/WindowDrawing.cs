using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x4A: rectangles and pictures of bits, as window systems want them. Source: envytools rnndb/graph/nv3_gdi.xml; Linux' drivers/gpu/drm/nouveau/nv04_fbcon.c (bits of a picture follow each other).</summary>
/// <remarks>Not modelled: characters of fonts in memory.</remarks>
internal sealed class WindowDrawing(PixelContext context) : SolidSource(0x4A, TwoDMethods.WindowDrawing, PixelMethods.Windows, context)
{
    private const uint BitFormat = 0x304;
    private const uint ColorA = 0x3FC;
    private const uint Rectangles = 0x400;
    private const uint EndOfRectangles = 0x500;
    private const uint ClipB = 0x5F4;
    private const uint ColorB = 0x5FC;
    private const uint ClippedRectangles = 0x600;
    private const uint EndOfClipped = 0x700;
    private const uint BitsOfOne = 0x7EC;
    private const uint DataOfOne = 0x800;
    private const uint EndOfOne = 0xA00;
    private const uint BitsOfTwo = 0xBE4;
    private const uint DataOfTwo = 0xC00;
    private const uint EndOfTwo = 0xE00;

    /// <summary>Of a picture of bits: two corners of the clip, colour of zeros, colour of ones, size in memory, size on the surface, point.</summary>
    private readonly uint[] _picture = new uint[7];

    /// <summary>Bits that have come.</summary>
    private uint _count;

    /// <summary>Whether zeros are drawn.</summary>
    private bool _isOpaque;

    public override void Reset()
    {
        base.Reset();
        Array.Clear(_picture);
        _count = 0;
        _isOpaque = false;
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("picture", _picture);
        state.Field("count", ref _count);
        state.Field("is-opaque", ref _isOpaque);
    }

    public override void DescribeContext(ContextImage image)
    {
        base.DescribeContext(image);
        image.Words(_picture);
        image.Word(ref _count);
        uint isOpaque = _isOpaque ? 1u : 0;
        image.Word(ref isOpaque);
        _isOpaque = (isOpaque & 1) != 0;
    }

    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case >= Rectangles and < EndOfRectangles when (method & 4) != 0:
                Color = this[ColorA];
                DrawUnclipped(this[method - 4], word);
                break;
            case >= ClippedRectangles and < EndOfClipped when (method & 4) != 0:
                Color = this[ColorB];
                DrawClipped(this[method - 4], word);
                break;
            case >= BitsOfOne and < DataOfOne:
                SetPicture(method - BitsOfOne, word, isOpaque: false);
                break;
            case >= BitsOfTwo and < DataOfTwo:
                SetPicture(method - BitsOfTwo, word, isOpaque: true);
                break;
            case >= DataOfOne and < EndOfOne:
            case >= DataOfTwo and < EndOfTwo:
                Take(MonochromeBits.Order(this[BitFormat], word));
                break;
        }
    }

    private static (int X, int Y) Point(uint word) => ((short)word, (short)(word >> 16));

    /// <summary>Here Y and the height are in the lower halves.</summary>
    private void DrawUnclipped(uint point, uint size)
    {
        (int y, int x) = Point(point);
        Fill(x, y, x + (int)(size >> 16), y + (int)(size & 0xFFFF));
    }

    private void DrawClipped(uint first, uint end)
    {
        (int left, int top) = Point(first);
        (int right, int bottom) = Point(end);
        (int clipLeft, int clipTop) = Point(this[ClipB]);
        (int clipRight, int clipBottom) = Point(this[ClipB + 4]);
        Fill(Math.Max(left, clipLeft), Math.Max(top, clipTop), Math.Min(right, clipRight), Math.Min(bottom, clipBottom));
    }

    private void Fill(int left, int top, int right, int bottom)
    {
        PixelOperation operation = Current;
        for (int y = Math.Max(top, 0); y < Math.Min(bottom, MaxSide); y++)
        {
            DrawSpan(in operation, left, right, y);
        }
    }

    /// <summary>Pictures of one colour have no colour of zeros, and one size.</summary>
    private void SetPicture(uint offset, uint word, bool isOpaque)
    {
        uint index = offset / 4;
        _isOpaque = isOpaque;
        if (isOpaque)
        {
            _picture[index] = word;
        }
        else
        {
            _picture[index switch { < 2 => index, 2 => 3, 3 => 4, _ => 6 }] = word;
            _picture[5] = _picture[4];
        }

        if (offset == (isOpaque ? 0x18u : 0x10))
        {
            _count = 0;
        }
    }

    private void Take(uint bits)
    {
        uint width = _picture[4] & 0xFFFF;
        if (width == 0)
        {
            return;
        }

        PixelOperation operation = Current;
        (uint zero, uint one) = (PixelOf(_picture[2]), PixelOf(_picture[3]));
        for (int i = 0; i < 32 && _count / width < _picture[4] >> 16; i++, bits >>= 1)
        {
            (uint row, uint column) = Math.DivRem(_count++, width);
            if (_isOpaque || (bits & 1) != 0)
            {
                DrawBit(in operation, (int)column, (int)row, (bits & 1) != 0 ? one : zero);
            }
        }
    }

    private void DrawBit(in PixelOperation operation, int column, int row, uint pixel)
    {
        (int x, int y) = Point(_picture[6]);
        (int left, int top) = Point(_picture[0]);
        (int right, int bottom) = Point(_picture[1]);
        (x, y) = (x + column, y + row);
        if (column < (_picture[5] & 0xFFFF) && row < _picture[5] >> 16 && x >= left && x < right && y >= top && y < bottom)
        {
            Plot(in operation, x, y, pixel);
        }
    }
}
