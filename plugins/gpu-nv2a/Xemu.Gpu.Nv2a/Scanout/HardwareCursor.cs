using System.Buffers.Binary;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>The hardware cursor: a small picture over everything else.</summary>
/// <remarks>
/// Registers, bits and formats: Linux drivers/gpu/drm/nouveau/dispnv04 (cursor.c, nvreg.h) and drivers/video/fbdev/riva. Of 16 bits a pixel, one whose highest bit is clear inverts what is there
/// by its colour: unverified, as is all that the console itself does. Not modelled: doubled lines.
/// </remarks>
internal readonly struct HardwareCursor
{
    private const int AddressIndex2 = 0x2F;
    private const int AddressIndex0 = 0x30;
    private const int AddressIndex1 = 0x31;
    private const uint Is32Bits = 1 << 12;
    private const uint Is64Wide = 1 << 16;
    private const uint MultipliesAlpha = 1 << 28;

    private readonly ulong _address;
    private readonly uint _config;
    private readonly int _left;
    private readonly int _top;
    private readonly int _width;
    private readonly int _height;

    /// <param name="vga">The extended CRTC, which has the address and the switch.</param>
    /// <param name="config">NV_PCRTC_CURSOR_CONFIG.</param>
    /// <param name="position">NV_PRAMDAC_CURSOR_POS: x in the lower half, y in the upper, both signed.</param>
    public HardwareCursor(Vga vga, uint config, uint position)
    {
        byte low = vga.Crtc(AddressIndex1);
        IsOn = (low & 1) != 0;
        _address = ((ulong)vga.Crtc(AddressIndex2) << 24) | ((vga.Crtc(AddressIndex0) & 0x7Ful) << 17) | ((ulong)(low >> 2) << 11);
        _config = config;
        (_left, _top) = ((short)position, (short)(position >> 16));
        _width = (config & Is64Wide) != 0 ? 64 : 32;

        // In units of 16 lines, of which drivers write 2 and 4.
        int lines = (int)((config >> 24) & 7) * 16;
        _height = lines == 0 ? 32 : lines;
    }

    /// <summary>Whether it is shown.</summary>
    public bool IsOn { get; }

    /// <summary>Puts it over a picture.</summary>
    public void Compose(IRamBlock ram, Span<uint> pixels, int width, int height)
    {
        int size = (_config & Is32Bits) != 0 ? 4 : 2;
        int bytes = (int)Math.Min((ulong)(_width * _height * size), ram.SizeBytes - Math.Min(_address, ram.SizeBytes));
        using RamLease lease = ram.Lease(bytes == 0 ? 0 : _address, bytes, RamAccess.Read);
        for (int i = 0; (i + 1) * size <= bytes; i++)
        {
            (int x, int y) = (_left + (i % _width), _top + (i / _width));
            if (x >= 0 && x < width && y >= 0 && y < height)
            {
                ref uint pixel = ref pixels[(y * width) + x];
                ReadOnlySpan<byte> source = lease.Span[(i * size)..];
                pixel = size == 4 ? Blend(BinaryPrimitives.ReadUInt32LittleEndian(source), pixel) : Put(BinaryPrimitives.ReadUInt16LittleEndian(source), pixel);
            }
        }
    }

    private static uint Put(ushort source, uint target)
    {
        uint color = SolidColor.Expand(SolidColor.Format555, source) & 0x00FF_FFFF;
        return (source & 0x8000) != 0 ? (target & 0xFF00_0000) | color : target ^ color;
    }

    private uint Blend(uint source, uint target)
    {
        uint alpha = source >> 24;
        uint weight = (_config & MultipliesAlpha) != 0 ? alpha : 255;
        uint result = target & 0xFF00_0000;
        for (int shift = 0; shift < 24; shift += 8)
        {
            uint sum = (((source >> shift) & 0xFF) * weight) + (((target >> shift) & 0xFF) * (255 - alpha));
            result |= Math.Min((sum + 127) / 255, 255) << shift;
        }

        return result;
    }
}
