using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads the picture out of memory, or from who has drawn it.</summary>
/// <param name="ram">The RAM.</param>
/// <param name="drawing">Who draws.</param>
internal sealed class Scanout(IRamBlock ram, RendererSlot drawing)
{
    /// <summary>The memory window: addresses wrap in it, and what lies above the RAM shows black (unverified).</summary>
    private const uint WindowMask = 0x07FF_FFFF;

    private byte[] _rows = [];

    /// <summary>Composes the picture.</summary>
    /// <param name="mode">The mode; its display is on.</param>
    /// <param name="startBytes">What NV_PCRTC_START holds.</param>
    /// <param name="palette">256 colours; used for 8 bits alone.</param>
    /// <param name="pixels">Width times height of the mode.</param>
    public void Read(in DisplayMode mode, uint startBytes, ReadOnlySpan<uint> palette, Span<byte> pixels)
    {
        Span<uint> destination = MemoryMarshal.Cast<byte, uint>(pixels)[..(mode.Width * mode.Height)];
        var call = new ScanoutCall(
            new MemoryRows(startBytes & WindowMask, mode.PitchBytes, 0, ram.SizeBytes - 1),
            mode.Width * ((mode.Depth + 7) / 8),
            (mode.Height + mode.LinesPerRow - 1) / mode.LinesPerRow,
            FormatOf(mode.Depth));
        ReadOnlySpan<byte> rows = ReadRows(in call);
        for (int line = 0; line < mode.Height; line++)
        {
            Span<uint> row = destination.Slice(line * mode.Width, mode.Width);
            if (line % mode.LinesPerRow != 0)
            {
                destination.Slice((line - 1) * mode.Width, mode.Width).CopyTo(row);
                continue;
            }

            int number = line / mode.LinesPerRow;
            int available = call.Source.Row(number, call.RowBytes, ram.SizeBytes).Length;
            int done = PixelConverter.Convert(mode.Depth, rows.Slice(number * call.RowBytes, available), row, palette);
            row[done..].Clear();
        }
    }

    private ReadOnlySpan<byte> ReadRows(in ScanoutCall call)
    {
        int bytes = call.RowBytes * call.Rows;
        if (_rows.Length < bytes)
        {
            _rows = new byte[bytes];
        }

        drawing.ReadScanout(in call, _rows.AsSpan(0, bytes));
        return _rows.AsSpan(0, bytes);
    }

    private static SurfaceFormat FormatOf(int depth) => depth switch
    {
        8 => SurfaceFormat.B8,
        15 => SurfaceFormat.X1R5G5B5Z,
        16 => SurfaceFormat.R5G6B5,
        _ => SurfaceFormat.X8R8G8B8Z,
    };
}
