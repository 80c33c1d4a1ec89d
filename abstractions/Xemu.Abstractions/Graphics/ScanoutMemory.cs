using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.Graphics;

/// <summary>Reads pictures out of memory: what a renderer does that has no newer one of its own.</summary>
public static class ScanoutMemory
{
    /// <summary>Reads through one lease, so that everyone's claims are asked.</summary>
    /// <param name="memory">The RAM block.</param>
    /// <param name="call">What is read.</param>
    /// <param name="pixels">Receives the rows without gaps; 0 where nothing may be read.</param>
    public static void Read(IRamBlock memory, in ScanoutCall call, Span<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(memory);
        MemoryRange range = call.Source.Range(call.Rows, call.RowBytes, memory.SizeBytes);
        using RamLease lease = memory.Lease(range.Offset, range.Length, RamAccess.Read);
        for (int i = 0; i < call.Rows; i++)
        {
            Span<byte> target = pixels.Slice(i * call.RowBytes, call.RowBytes);
            MemoryRange row = call.Source.Row(i, call.RowBytes, memory.SizeBytes);
            if (!row.IsEmpty)
            {
                lease.Span.Slice((int)(row.Offset - range.Offset), row.Length).CopyTo(target);
            }

            target[row.Length..].Clear();
        }
    }
}
