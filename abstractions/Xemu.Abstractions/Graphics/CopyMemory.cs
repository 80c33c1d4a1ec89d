using System.Buffers;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Graphics;

/// <summary>Copies in memory: what a renderer does that has nothing of its own to copy from or to.</summary>
public static class CopyMemory
{
    /// <summary>Does a copy through leases, so that everyone's claims are asked.</summary>
    /// <param name="memory">The RAM block.</param>
    /// <param name="call">The copy.</param>
    public static void Run(IRamBlock memory, in CopyCall call)
    {
        ArgumentNullException.ThrowIfNull(memory);
        byte[] row = ArrayPool<byte>.Shared.Rent(Math.Max(call.RowBytes, 0));
        for (int i = 0; i < call.Rows; i++)
        {
            MemoryRange source = call.Source.Row(i, call.RowBytes, memory.SizeBytes);
            MemoryRange destination = call.Destination.Row(i, call.RowBytes, memory.SizeBytes);
            int count = Math.Min(source.Length, destination.Length);
            count -= count % Math.Max(SurfaceMemory.BytesPerPixel(call.Format), 1);
            if (count > 0)
            {
                CopyRow(memory, source.Offset, destination.Offset, row.AsSpan(0, count), call.Format);
            }
        }

        ArrayPool<byte>.Shared.Return(row);
    }

    private static void CopyRow(IRamBlock memory, ulong from, ulong to, Span<byte> row, SurfaceFormat format)
    {
        using (RamLease read = memory.Lease(from, row.Length, RamAccess.Read))
        {
            read.Span.CopyTo(row);
        }

        Fix(row, format);
        using RamLease written = memory.Lease(to, row.Length, RamAccess.Write);
        row.CopyTo(written.Span);
    }

    /// <summary>Sets the bits that hold no colour.</summary>
    private static void Fix(Span<byte> row, SurfaceFormat format)
    {
        (uint keep, uint set) = SurfaceMemory.FixedBits(format);
        if ((keep, set) == (uint.MaxValue, 0))
        {
            return;
        }

        if (SurfaceMemory.BytesPerPixel(format) == 2)
        {
            foreach (ref ushort pixel in MemoryMarshal.Cast<byte, ushort>(row))
            {
                pixel = (ushort)((pixel & keep) | set);
            }

            return;
        }

        foreach (ref uint pixel in MemoryMarshal.Cast<byte, uint>(row))
        {
            pixel = (pixel & keep) | set;
        }
    }
}
