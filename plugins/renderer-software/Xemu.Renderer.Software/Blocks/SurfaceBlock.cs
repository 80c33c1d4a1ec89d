using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>The pixels of a block in a surface: their bits, wherever they lie.</summary>
internal sealed class SurfaceBlock
{
    private readonly int[] _locations = new int[Lanes.Count];
    private int _rowBytes;
    private int _x;
    private int _y;

    /// <summary>Finds a block.</summary>
    /// <param name="surface">The surface, which exists.</param>
    /// <param name="x">Column of the leftmost pixel.</param>
    /// <param name="y">Row.</param>
    /// <param name="mask">The pixels, a bit each.</param>
    /// <returns>Those that lie within the memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(in SurfaceView surface, int x, int y, uint mask)
    {
        (_x, _y) = (x, y);
        _rowBytes = surface.Row(x, y, Lanes.Count).Length;
        if (_rowBytes is Lanes.Count * 4 or Lanes.Count * 2)
        {
            return mask;
        }

        return Locate(surface, mask);
    }

    /// <summary>The bits of pixels; of others than those of the mask they may be anything.</summary>
    /// <param name="surface">As it was found in.</param>
    /// <param name="mask">Pixels within the memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Load(in SurfaceView surface, uint mask)
    {
        Span<byte> row = surface.Row(_x, _y, Lanes.Count);
        return _rowBytes switch
        {
            Lanes.Count * 4 => Vector512.Create<byte>(row).AsInt32(),
            Lanes.Count * 2 => Widen(row),
            _ => Gather(surface, mask),
        };
    }

    /// <summary>Writes the pixels of a mask, and no others: a processor may be writing those.</summary>
    /// <param name="surface">As it was found in.</param>
    /// <param name="bits">Their bits.</param>
    /// <param name="mask">Pixels within the memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(in SurfaceView surface, Vector512<int> bits, uint mask)
    {
        Span<byte> row = surface.Row(_x, _y, Lanes.Count);
        if (_rowBytes == Lanes.Count * 4 && mask == Lanes.All)
        {
            bits.AsByte().CopyTo(row);
        }
        else if (_rowBytes == Lanes.Count * 4)
        {
            Store(row, bits, mask);
        }
        else if (_rowBytes == Lanes.Count * 2)
        {
            Store(row, Vector256.Narrow(bits.GetLower().AsUInt32(), bits.GetUpper().AsUInt32()), mask);
        }
        else
        {
            Scatter(surface, bits, mask);
        }
    }

    private uint Locate(in SurfaceView surface, uint mask)
    {
        _rowBytes = 0;
        surface.LocateRow(_x, _y, _locations);
        return mask & ~Lanes.Bits(Vector512.Create<int>(_locations));
    }

    private static Vector512<int> Widen(Span<byte> row)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.Create<byte>(row).AsUInt16());
        return Vector512.Create(low, high).AsInt32();
    }

    private void Scatter(in SurfaceView surface, Vector512<int> bits, uint mask)
    {
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            surface.Write(_locations[lane], (uint)bits[lane]);
        }
    }

    private Vector512<int> Gather(in SurfaceView surface, uint mask)
    {
        Span<uint> bits = stackalloc uint[Lanes.Count];
        bits.Clear();
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            bits[lane] = surface.Read(_locations[lane]);
        }

        return Vector512.Create<uint>(bits).AsInt32();
    }

    private static void Store(Span<byte> row, Vector512<int> bits, uint mask)
    {
        Span<int> pixels = MemoryMarshal.Cast<byte, int>(row);
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            pixels[lane] = bits[lane];
        }
    }

    private static void Store(Span<byte> row, Vector256<ushort> bits, uint mask)
    {
        if (mask == Lanes.All)
        {
            bits.AsByte().CopyTo(row);
            return;
        }

        Span<ushort> pixels = MemoryMarshal.Cast<byte, ushort>(row);
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            pixels[lane] = bits[lane];
        }
    }
}
