using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x44: a picture of 8×8, 64×1 or 1×64 pixels that repeats over the surface, of two colours or of 64. Source: envytools docs/hw/graph/2d/pattern.</summary>
/// <remarks>Colours and bits are kept as what they were when they were written. How 5 and 6 bits become 8: repeated, unverified.</remarks>
internal sealed class Pattern(Pgraph graph) : MethodStore(0x44, TwoDMethods.Pattern, graph)
{
    private const uint ColorFormat = 0x300;
    private const uint BitFormat = 0x304;
    private const uint Shape = 0x308;
    private const uint Select = 0x30C;
    private const uint TwoColors = 0x310;
    private const uint Bits = 0x318;
    private const uint EndOfBits = 0x320;
    private const uint ColorsOf8 = 0x400;
    private const uint EndOf8 = 0x440;
    private const uint ColorsOf565 = 0x500;
    private const uint EndOf565 = 0x580;
    private const uint ColorsOf555 = 0x600;
    private const uint EndOf555 = 0x680;
    private const uint ColorsOf32 = 0x700;
    private const uint EndOf32 = 0x800;

    /// <summary>TYPE: 64 colours.</summary>
    private const uint ManyColors = 2;

    private readonly uint[] _colors = new uint[2];
    private readonly uint[] _bits = new uint[2];
    private readonly uint[] _cells = new uint[64];

    /// <summary>The colour at a place of the surface, A8R8G8B8.</summary>
    public uint ColorAt(int x, int y)
    {
        int cell = ((y & 7) << 3) | (x & 7);
        if (this[Select] == ManyColors)
        {
            return _cells[cell];
        }

        int bit = this[Shape] switch { 1 => x & 63, 2 => y & 63, _ => cell };
        return _colors[(_bits[bit >> 5] >> (bit & 31)) & 1];
    }

    public override void Reset()
    {
        base.Reset();
        Array.Clear(_colors);
        Array.Clear(_bits);
        Array.Clear(_cells);
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("colors", _colors);
        state.Words("bits", _bits);
        state.Words("cells", _cells);
    }

    public override void DescribeContext(ContextImage image)
    {
        base.DescribeContext(image);
        image.Words(_colors);
        image.Words(_bits);
        image.Words(_cells);
    }

    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case TwoColors or TwoColors + 4:
                _colors[(method - TwoColors) / 4] = SolidColor.Expand(this[ColorFormat], word);
                break;
            case >= Bits and < EndOfBits:
                _bits[(method - Bits) / 4] = MonochromeBits.Order(this[BitFormat], word);
                break;
            case >= ColorsOf8 and < EndOf8:
                SetCells((method - ColorsOf8) / 4 * 4, word, 8);
                break;
            case >= ColorsOf565 and < EndOf565:
                SetCells((method - ColorsOf565) / 4 * 2, word, 16, SolidColor.Format565);
                break;
            case >= ColorsOf555 and < EndOf555:
                SetCells((method - ColorsOf555) / 4 * 2, word, 16, SolidColor.Format555);
                break;
            case >= ColorsOf32 and < EndOf32:
                _cells[(method - ColorsOf32) / 4] = 0xFF00_0000 | word;
                break;
        }
    }

    /// <summary>The cells of a word, the first in the lowest bits; those of 8 bits are grey.</summary>
    private void SetCells(uint first, uint word, int bits, uint format = 0)
    {
        for (uint i = 0; i < 32 / bits; i++, word >>= bits)
        {
            _cells[first + i] = bits == 8 ? 0xFF00_0000 | ((word & 0xFF) * 0x01_0101) : SolidColor.Expand(format, word);
        }
    }
}
