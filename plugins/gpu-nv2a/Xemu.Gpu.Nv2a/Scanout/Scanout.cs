using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads the picture out of memory.</summary>
internal sealed class Scanout
{
    /// <summary>The memory window: addresses wrap in it, and what lies above the RAM shows black (unverified).</summary>
    private const uint WindowMask = 0x07FF_FFFF;

    private readonly IRamBlock _ram;

    public Scanout(IRamBlock ram) => _ram = ram;

    /// <summary>Composes the picture.</summary>
    /// <param name="mode">The mode; its display is on.</param>
    /// <param name="startBytes">What NV_PCRTC_START holds.</param>
    /// <param name="palette">256 colours; used for 8 bits alone.</param>
    /// <param name="pixels">Width times height of the mode.</param>
    public void Read(in DisplayMode mode, uint startBytes, ReadOnlySpan<uint> palette, Span<byte> pixels)
    {
        Span<uint> destination = MemoryMarshal.Cast<byte, uint>(pixels)[..(mode.Width * mode.Height)];
        int rowBytes = mode.Width * ((mode.Depth + 7) / 8);
        ulong start = startBytes & WindowMask;
        int rows = (mode.Height + mode.LinesPerRow - 1) / mode.LinesPerRow;
        ulong wanted = ((ulong)mode.PitchBytes * (ulong)(rows - 1)) + (ulong)rowBytes;
        ulong available = start < _ram.SizeBytes ? _ram.SizeBytes - start : 0;
        using RamLease lease = _ram.Lease(Math.Min(start, _ram.SizeBytes), (int)Math.Min(wanted, available), RamAccess.Read);
        ReadOnlySpan<byte> memory = lease.Span;
        for (int line = 0; line < mode.Height; line++)
        {
            Span<uint> row = destination.Slice(line * mode.Width, mode.Width);
            if (line % mode.LinesPerRow != 0)
            {
                destination.Slice((line - 1) * mode.Width, mode.Width).CopyTo(row);
                continue;
            }

            long offset = (long)mode.PitchBytes * (line / mode.LinesPerRow);
            ReadOnlySpan<byte> source = offset < memory.Length ? memory[(int)offset..] : default;
            int done = PixelConverter.Convert(mode.Depth, source[..Math.Min(source.Length, rowBytes)], row, palette);
            row[done..].Clear();
        }
    }
}
