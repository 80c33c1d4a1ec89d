using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x63, 0x77 and 0x89: a rectangle of memory, scaled. Source: envytools rnndb/graph/nv1_ifm.xml.</summary>
/// <remarks>Where exactly a sample lies by ORIGIN, and the rounding of the bilinear filter: unverified. Beyond an edge it is the edge's pixel.</remarks>
internal sealed class ScaledImage(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, PixelMethods.Scaled, context)
{
    private const uint ContextImage = 0x184;
    private const uint ColorFormat = 0x300;
    private const uint ClipPoint = 0x308;
    private const uint ClipSize = 0x30C;
    private const uint OutPoint = 0x310;
    private const uint OutSize = 0x314;
    private const uint StepX = 0x318;
    private const uint StepY = 0x31C;
    private const uint SizeIn = 0x400;
    private const uint Format = 0x404;
    private const uint Offset = 0x408;
    private const uint PointIn = 0x40C;

    /// <summary>A half, with 20 bits of fraction.</summary>
    private const long Half = 1 << 19;

    private static readonly VideoMatrix Video = new(0x1000, 0x1000, isHighDefinition: false);

    /// <summary>Two rows as colours.</summary>
    [Derived("scratch")]
    private readonly uint[][] _colors = [new uint[MaxSide], new uint[MaxSide]];

    [Derived("scratch")]
    private readonly long[] _rows = new long[2];

    /// <summary>The point in memory, which comes last, draws.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method == PointIn)
        {
            Draw();
        }
    }

    private static TextureFormat? FormatOf(uint number) => number switch
    {
        1 => TextureFormat.A1R5G5B5,
        2 => TextureFormat.X1R5G5B5,
        3 => TextureFormat.A8R8G8B8,
        4 => TextureFormat.X8R8G8B8,
        5 => TextureFormat.Yuy2,
        6 => TextureFormat.Uyvy,
        7 => TextureFormat.R5G6B5,
        8 => TextureFormat.Y8,
        9 => TextureFormat.AY8,
        _ => null,
    };

    private static (int X, int Y) Point(uint word) => ((short)word, (short)(word >> 16));

    private void Draw()
    {
        (int outX, int outY) = Point(this[OutPoint]);
        (int clipX, int clipY) = Point(this[ClipPoint]);
        int left = Math.Max(Math.Max(outX, clipX), 0);
        int top = Math.Max(Math.Max(outY, clipY), 0);
        int right = Math.Min(Math.Min(outX + (int)(this[OutSize] & 0xFFFF), clipX + (int)(this[ClipSize] & 0xFFFF)), MaxSide);
        int bottom = Math.Min(Math.Min(outY + (int)(this[OutSize] >> 16), clipY + (int)(this[ClipSize] >> 16)), MaxSide);
        int width = (int)Math.Min(this[SizeIn] & 0xFFFF, MaxSide);
        int height = (int)Math.Min(this[SizeIn] >> 16, MaxSide);
        if (left >= right || width == 0 || height == 0 || FormatOf(this[ColorFormat]) is not { } format)
        {
            return;
        }

        _rows[0] = _rows[1] = -1;
        PixelOperation operation = Current;
        for (int y = top; y < bottom; y++)
        {
            long v = Position(this[PointIn] >> 16, this[StepY], y - outY);
            uint[] upper = RowOf(format, Math.Clamp(v >> 20, 0, height - 1), width, 0);
            uint[] lower = IsBilinear ? RowOf(format, Math.Clamp((v >> 20) + 1, 0, height - 1), width, 1) : upper;
            DrawRow(in operation, upper, lower, (uint)(v >> 12) & 0xFF, y, left, right, outX, width);
        }

        SpendBytes(Math.Max(bottom - top, 0) * (long)(right - left) * 4 * CombineCost);
    }

    private bool IsBilinear => this[Format] >> 24 == 1;

    /// <summary>Where a sample lies, with 20 bits of fraction: the filter looks at the pixels around it, so that their centres are whole numbers.</summary>
    private long Position(uint first, uint step, int distance)
    {
        bool isCentered = ((this[Format] >> 16) & 0xFF) == 1;
        long start = ((long)(short)first << 16) + ((int)step * (long)distance) + (isCentered ? (int)step / 2 : 0);
        return IsBilinear && isCentered ? start - Half : start;
    }

    private void DrawRow(in PixelOperation operation, uint[] upper, uint[] lower, uint weight, int y, int left, int right, int outX, int width)
    {
        int size = operation.PixelBytes;
        SurfaceFormat format = TargetFormat;
        Span<byte> row = Row.AsSpan(0, (right - left) * size);
        Span<byte> bytes = stackalloc byte[4];
        for (int x = left; x < right; x++)
        {
            long u = Position(this[PointIn] & 0xFFFF, this[StepX], x - outX);
            int column = (int)Math.Clamp(u >> 20, 0, width - 1);
            uint color = upper[column];
            if (IsBilinear)
            {
                int next = (int)Math.Clamp((u >> 20) + 1, 0, width - 1);
                uint fraction = (uint)(u >> 12) & 0xFF;
                color = Blend(Blend(color, upper[next], fraction), Blend(lower[column], lower[next], fraction), weight);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(bytes, SurfaceFormat2D.FromColor(format, color));
            bytes[..size].CopyTo(row[((x - left) * size)..]);
        }

        DrawAt(in operation, row, left, y);
    }

    /// <summary>A colour between two, by 256ths.</summary>
    private static uint Blend(uint from, uint to, uint weight)
    {
        uint low = (((from & 0x00FF_00FF) * (256 - weight)) + ((to & 0x00FF_00FF) * weight)) >> 8;
        uint high = (((from >> 8) & 0x00FF_00FF) * (256 - weight)) + (((to >> 8) & 0x00FF_00FF) * weight);
        return (low & 0x00FF_00FF) | (high & 0xFF00_FF00);
    }

    /// <summary>A row of memory as colours; what lies beyond the object is 0.</summary>
    private uint[] RowOf(TextureFormat format, long row, int width, int slot)
    {
        if (_rows[slot ^ 1] == row)
        {
            return _colors[slot ^ 1];
        }

        if (_rows[slot] != row)
        {
            _rows[slot] = row;
            Read(format, row, _colors[slot].AsSpan(0, width));
        }

        return _colors[slot];
    }

    private void Read(TextureFormat format, long row, Span<uint> colors)
    {
        colors.Clear();
        int bits = TextureMemory.BitsPerTexel(format);
        MemoryRows rows = DmaObject.Read(Instances, this[ContextImage]).Rows(this[Offset], (int)(this[Format] & 0xFFFF));
        MemoryRange range = rows.Row((int)row, ((colors.Length + 1) & ~1) * bits / 8, Ram.SizeBytes);
        if (range.Length <= 0)
        {
            return;
        }

        using RamLease lease = Ram.Lease(range.Offset, range.Length, RamAccess.Read);
        for (int x = 0; x < colors.Length && (x + 1) * bits / 8 <= range.Length; x++)
        {
            colors[x] = ColorAt(format, lease.Span, x);
        }
    }

    private static uint ColorAt(TextureFormat format, ReadOnlySpan<byte> row, int x)
    {
        switch (format)
        {
            case TextureFormat.Yuy2 or TextureFormat.Uyvy:
                // Y0 Cb Y1 Cr, or Cb Y0 Cr Y1; half a pair at the end of memory has no colour.
                int pair = (x & ~1) * 2;
                int second = (x & 1) * 2;
                if (pair + 4 > row.Length)
                {
                    return 0;
                }

                ReadOnlySpan<byte> bytes = row.Slice(pair, 4);
                return format == TextureFormat.Yuy2 ? Video.Convert(bytes[second], bytes[1], bytes[3]) : Video.Convert(bytes[1 + second], bytes[0], bytes[2]);
            case TextureFormat.Y8 or TextureFormat.AY8:
                return TexelFormat.Decode(format, row[x], []);
            case TextureFormat.A8R8G8B8 or TextureFormat.X8R8G8B8:
                return TexelFormat.Decode(format, BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]), []);
            default:
                return TexelFormat.Decode(format, BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]), []);
        }
    }
}
