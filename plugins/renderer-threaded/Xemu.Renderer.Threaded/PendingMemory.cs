using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>Claims on the memory that waiting work reads and writes, so that others wait for it before they touch that: for the last job that uses it, and no longer.</summary>
/// <param name="memory">The RAM.</param>
/// <param name="claimant">Who is asked.</param>
/// <param name="queue">The jobs.</param>
internal sealed class PendingMemory(IRamBlock memory, IRamClaimant claimant, RenderQueue queue)
{
    /// <summary>Most claims; then those of jobs that are done are given up.</summary>
    private const int Capacity = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<(MemoryRange Range, RamAccess Access), (IDisposable Claim, long Number)> _claims = [];

    /// <summary>Claims what a draw reads and writes. One thread at a time, as the others.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="number">The number that its job will have.</param>
    public void Add(DrawCall call, long number)
    {
        Add(call.Target, call.Target.Clip, number);
        foreach (ref readonly TextureState texture in call.Textures.AsSpan())
        {
            Add(TextureMemory.Range(texture, memory.SizeBytes), RamAccess.Write, number);
            Add(TextureMemory.PaletteRange(texture, memory.SizeBytes), RamAccess.Write, number);
        }
    }

    /// <summary>Claims what a clear writes.</summary>
    public void Add(in ClearCall call, long number) => Add(call.Target, call.Target.Clip, number);

    /// <summary>Claims what a copy reads and writes.</summary>
    public void Add(in CopyCall call, long number)
    {
        Add(call.Source.Range(call.Rows, call.RowBytes, memory.SizeBytes), RamAccess.Write, number);
        Add(call.Destination.Range(call.Rows, call.RowBytes, memory.SizeBytes), RamAccess.Read, number);
    }

    /// <summary>Makes room for the claims of another draw.</summary>
    public void MakeRoom()
    {
        if (_claims.Count <= Capacity)
        {
            return;
        }

        Drop(0, memory.SizeBytes);
        if (_claims.Count > Capacity)
        {
            queue.Drain();
            Drop(0, memory.SizeBytes);
        }
    }

    /// <summary>Waits until all work is done that stands against an access, and gives up the claims that it leaves.</summary>
    public void Settle(ulong offset, ulong length, RamAccess access)
    {
        queue.Wait(LastUse(offset, length, access));
        Drop(offset, length);
    }

    /// <summary>Gives all claims up, whatever waits.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach ((IDisposable claim, _) in _claims.Values)
            {
                claim.Dispose();
            }

            _claims.Clear();
        }
    }

    /// <summary>The number of the last job that writes a range, or for writes also of the last one that reads it; 0 when there is none.</summary>
    private long LastUse(ulong offset, ulong length, RamAccess access)
    {
        long last = 0;
        lock (_gate)
        {
            foreach (((MemoryRange range, RamAccess claimed), (_, long number)) in _claims)
            {
                if (Overlaps(range, offset, length) && (claimed == RamAccess.Read || (access & RamAccess.Write) != 0))
                {
                    last = Math.Max(last, number);
                }
            }
        }

        return last;
    }

    /// <summary>Gives up the claims in a range that no job needs any more.</summary>
    private void Drop(ulong offset, ulong length)
    {
        long done = queue.Done;
        lock (_gate)
        {
            foreach (((MemoryRange Range, RamAccess) key, (IDisposable claim, long number)) in _claims)
            {
                if (number <= done && Overlaps(key.Range, offset, length))
                {
                    claim.Dispose();
                    _claims.Remove(key);
                }
            }
        }
    }

    private void Add(in RenderTarget target, Rectangle clip, long number)
    {
        Rectangle area = SurfaceMemory.ToSamples(clip, target.Samples);
        Add(SurfaceMemory.ColorRange(target, area, memory.SizeBytes), RamAccess.Read, number);
        Add(SurfaceMemory.DepthRange(target, area, memory.SizeBytes), RamAccess.Read, number);
    }

    private void Add(MemoryRange range, RamAccess access, long number)
    {
        // Ranges of whole pages, so that an access to a page finds every claim that stops it.
        (MemoryRange Range, RamAccess) key = (Widen(range), access);
        if (range.IsEmpty || Renew(key, number))
        {
            return;
        }

        IDisposable claim = memory.Claim(key.Range.Offset, (ulong)key.Range.Length, access, claimant);
        lock (_gate)
        {
            _claims.Add(key, (claim, number));
        }
    }

    private bool Renew((MemoryRange Range, RamAccess Access) key, long number)
    {
        lock (_gate)
        {
            if (!_claims.TryGetValue(key, out (IDisposable Claim, long) known))
            {
                return false;
            }

            _claims[key] = (known.Claim, number);
            return true;
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
