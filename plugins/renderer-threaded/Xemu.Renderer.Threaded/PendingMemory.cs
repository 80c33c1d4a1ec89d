using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>Claims on the memory that waiting work reads and writes, so that others wait for it before they touch that.</summary>
internal sealed class PendingMemory(IRamBlock memory, IRamClaimant claimant)
{
    /// <summary>Most claims; then all are given up at once.</summary>
    private const int Capacity = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<(MemoryRange Range, RamAccess Access), IDisposable> _claims = [];

    /// <summary>Claims what a draw reads and writes.</summary>
    public void Add(DrawCall call)
    {
        Add(call.Target, call.Target.Clip);
        foreach (ref readonly TextureState texture in call.Textures.AsSpan())
        {
            Add(TextureMemory.Range(texture, memory.SizeBytes), RamAccess.Write);
            Add(TextureMemory.PaletteRange(texture, memory.SizeBytes), RamAccess.Write);
        }
    }

    /// <summary>Claims what a clear writes.</summary>
    public void Add(in ClearCall call) => Add(call.Target, call.Target.Clip);

    /// <summary>Claims what a copy reads and writes.</summary>
    public void Add(in CopyCall call)
    {
        Add(call.Source.Range(call.Rows, call.RowBytes, memory.SizeBytes), RamAccess.Write);
        Add(call.Destination.Range(call.Rows, call.RowBytes, memory.SizeBytes), RamAccess.Read);
    }

    /// <summary>Whether there is no room for the claims of another draw.</summary>
    public bool IsFull => _claims.Count > Capacity;

    /// <summary>Whether a range may be read or written by work that waits.</summary>
    public bool IsTouched(MemoryRange range)
    {
        lock (_gate)
        {
            return _claims.Keys.Any(key => Overlaps(key.Range, range.Offset, (ulong)range.Length));
        }
    }

    /// <summary>Gives up the claims that touch a range: nothing waits any more.</summary>
    public void Drop(ulong offset, ulong length)
    {
        lock (_gate)
        {
            foreach (((MemoryRange Range, RamAccess) key, IDisposable claim) in _claims)
            {
                if (Overlaps(key.Range, offset, length))
                {
                    claim.Dispose();
                    _claims.Remove(key);
                }
            }
        }
    }

    /// <summary>Gives all claims up.</summary>
    public void DropAll() => Drop(0, memory.SizeBytes);

    private void Add(in RenderTarget target, Rectangle clip)
    {
        Rectangle area = SurfaceMemory.ToSamples(clip, target.Samples);
        Add(SurfaceMemory.ColorRange(target, area, memory.SizeBytes), RamAccess.Read);
        Add(SurfaceMemory.DepthRange(target, area, memory.SizeBytes), RamAccess.Read);
    }

    private void Add(MemoryRange range, RamAccess access)
    {
        if (range.IsEmpty)
        {
            return;
        }

        // Ranges of whole pages, so that an access to a page finds every claim that stops it.
        range = Widen(range);
        lock (_gate)
        {
            if (!_claims.ContainsKey((range, access)))
            {
                _claims.Add((range, access), memory.Claim(range.Offset, (ulong)range.Length, access, claimant));
            }
        }
    }

    private static bool Overlaps(MemoryRange range, ulong offset, ulong length) => range.Offset < offset + length && offset < range.Offset + (ulong)range.Length;

    private static MemoryRange Widen(MemoryRange range)
    {
        ulong first = range.Offset & ~(ulong)(IRamBlock.PageSize - 1);
        ulong last = (range.Offset + (ulong)range.Length + IRamBlock.PageSize - 1) & ~(ulong)(IRamBlock.PageSize - 1);
        return new MemoryRange(first, (int)(last - first));
    }
}
