using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>The pixels of a surface, as far as its memory reaches.</summary>
internal readonly ref struct SurfaceView
{
    private readonly Span<byte> _bytes;
    private readonly int _pixelBytes;
    private readonly uint _pitch;
    private readonly bool _isSwizzled;
    private readonly Swizzle _swizzle;

    /// <summary>A view of bytes.</summary>
    /// <param name="bytes">What lies there, from the surface's first byte on.</param>
    /// <param name="pixelBytes">1, 2 or 4; 0 when there is no surface.</param>
    /// <param name="pitch">Bytes from row to row.</param>
    /// <param name="target">For the layout.</param>
    public SurfaceView(Span<byte> bytes, int pixelBytes, uint pitch, in RenderTarget target)
    {
        _bytes = bytes;
        _pixelBytes = pixelBytes;
        _pitch = pitch;
        _isSwizzled = target.Layout == SurfaceLayout.Swizzled;
        _swizzle = _isSwizzled ? new Swizzle(target.WidthLog2, target.HeightLog2) : default;
    }

    /// <summary>Whether there is a surface.</summary>
    public bool Exists => _pixelBytes != 0;

    /// <summary>Where a pixel is.</summary>
    /// <returns>Its first byte, or -1 when it lies outside of the memory.</returns>
    public int Locate(int x, int y)
    {
        ulong offset = _isSwizzled
            ? (ulong)_swizzle.IndexOf((uint)x, (uint)y) * (uint)_pixelBytes
            : ((ulong)(uint)y * _pitch) + ((ulong)(uint)x * (uint)_pixelBytes);
        return offset + (uint)_pixelBytes <= (ulong)_bytes.Length ? (int)offset : -1;
    }

    /// <summary>Where pixels beside each other are.</summary>
    /// <param name="x">The first one's column.</param>
    /// <param name="y">The row.</param>
    /// <param name="locations">Receives their first bytes, or -1 where they lie outside of the memory.</param>
    public void LocateRow(int x, int y, Span<int> locations)
    {
        if (!_isSwizzled)
        {
            for (int i = 0; i < locations.Length; i++)
            {
                locations[i] = Locate(x + i, y);
            }

            return;
        }

        uint index = _swizzle.IndexOf((uint)x, (uint)y);
        foreach (ref int location in locations)
        {
            ulong offset = (ulong)index * (uint)_pixelBytes;
            location = offset + (uint)_pixelBytes <= (ulong)_bytes.Length ? (int)offset : -1;
            index = _swizzle.RightOf(index);
        }
    }

    /// <summary>Pixels of a row, where they lie beside each other in memory.</summary>
    /// <param name="x">The first one's column.</param>
    /// <param name="y">The row.</param>
    /// <param name="count">How many.</param>
    /// <returns>Their bytes; empty where they lie otherwise, or not all within the memory.</returns>
    public Span<byte> Row(int x, int y, int count)
    {
        ulong offset = ((ulong)(uint)y * _pitch) + ((ulong)(uint)x * (uint)_pixelBytes);
        ulong length = (ulong)count * (uint)_pixelBytes;
        return _isSwizzled || offset + length > (ulong)_bytes.Length ? default : _bytes.Slice((int)offset, (int)length);
    }

    /// <summary>Reads a pixel's bits.</summary>
    /// <param name="location">From <see cref="Locate"/>, not -1.</param>
    public uint Read(int location) => _pixelBytes switch
    {
        1 => _bytes[location],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[location..]),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[location..]),
    };

    /// <summary>Writes a pixel's bits.</summary>
    /// <param name="location">From <see cref="Locate"/>, not -1.</param>
    /// <param name="bits">The bits.</param>
    public void Write(int location, uint bits)
    {
        switch (_pixelBytes)
        {
            case 1:
                _bytes[location] = (byte)bits;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes[location..], (ushort)bits);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(_bytes[location..], bits);
                break;
        }
    }
}
