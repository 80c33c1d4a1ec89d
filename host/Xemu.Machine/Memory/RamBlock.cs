using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>A RAM block: a host mapping, a state byte a page, dirty trackers and claims.</summary>
/// <remarks>State bytes are changed under <see cref="Gate"/> alone; hot clients read them without it.</remarks>
public sealed unsafe class RamBlock : IRamBlock, IRamAccess, IDisposable
{
    private readonly HostMapping _mapping;
    private readonly byte* _states;
    private readonly List<DirtyTracker> _trackers = [];
    private readonly List<RamClaim> _claims = [];
    private readonly PageTrap?[] _traps = new PageTrap?[2];
    private IRamClaimant? _codeWatcher;
    private IRamClaimant? _tablesWatcher;
    private IRamMappingHolder? _mappingHolder;
    private bool _disposed;

    /// <summary>Makes a block of zeros.</summary>
    /// <param name="name">Unique name in the machine.</param>
    /// <param name="sizeBytes">Size, a multiple of 4 KiB and not 0.</param>
    public RamBlock(string name, ulong sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sizeBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sizeBytes % IRamBlock.PageSize, 0UL);
        Name = name;
        SizeBytes = sizeBytes;
        _mapping = new HostMapping(name, sizeBytes);
        _states = (byte*)NativeMemory.AllocZeroed((nuint)PageCount);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong SizeBytes { get; }

    /// <inheritdoc/>
    public int Descriptor => _mapping.Descriptor;

    /// <inheritdoc/>
    public nint Base => _mapping.Base;

    /// <inheritdoc/>
    public nint PageStates => (nint)_states;

    internal ulong PageCount => SizeBytes / IRamBlock.PageSize;

    internal Lock Gate { get; } = new();

    /// <inheritdoc/>
    public RamLease Lease(ulong offset, int length, RamAccess access)
    {
        CheckRange(offset, length);
        if ((access & RamAccess.Write) != 0)
        {
            PrepareWrite(offset, (ulong)length);
        }
        else
        {
            PrepareRead(offset, (ulong)length);
        }

        // SAFETY: the range was checked against the size just above; the mapping lives as long as the block.
        return new RamLease(new Span<byte>((byte*)Base + offset, length), owner: null, offset, access);
    }

    /// <inheritdoc/>
    public RamLease Lease(ulong offset, int length, RamAccess access, IRamClaimant self)
    {
        CheckRange(offset, length);
        PageState claimed = length == 0 || HasOthers(offset, (ulong)length, self) ? PageState.None : PageState.ReadClaimed | PageState.WriteClaimed;
        bool isWrite = (access & RamAccess.Write) != 0;
        Prepare(offset, (ulong)length, (isWrite ? PageState.WriteTraps : PageState.ReadTraps) & ~claimed, isWrite ? RamAccess.Write : RamAccess.Read, isWrite ? PageState.None : PageState.Watched, self);

        // SAFETY: the range was checked against the size just above; the mapping lives as long as the block.
        return new RamLease(new Span<byte>((byte*)Base + offset, length), owner: null, offset, access);
    }

    /// <inheritdoc/>
    public void PrepareRead(ulong offset, ulong length) => Prepare(offset, length, PageState.ReadTraps, RamAccess.Read, PageState.Watched);

    /// <inheritdoc/>
    public void PrepareWrite(ulong offset, ulong length) => PrepareWrite(offset, length, PageState.None);

    /// <inheritdoc/>
    public void PrepareWrite(ulong offset, ulong length, PageState kept) => Prepare(offset, length, PageState.WriteTraps & ~kept, RamAccess.Write, kept);

    /// <inheritdoc/>
    public IDirtyTracker TrackDirty(string client)
    {
        var tracker = new DirtyTracker(this, client);
        lock (Gate)
        {
            _trackers.Add(tracker);
        }

        return tracker;
    }

    /// <inheritdoc/>
    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!((IRamBlock)this).Contains(offset, length) || length == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"0x{offset:X}+0x{length:X} is no range of RAM block '{Name}' of 0x{SizeBytes:X} bytes.");
        }

        var claim = new RamClaim(this, offset / IRamBlock.PageSize, (offset + length - 1) / IRamBlock.PageSize, access, claimant);
        lock (Gate)
        {
            _claims.Add(claim);
            for (ulong page = claim.FirstPage; page <= claim.LastPage; page++)
            {
                _states[page] |= (byte)claim.Bit;
            }

            _mappingHolder?.TrapsRaised(this, claim.FirstPage, claim.LastPage - claim.FirstPage + 1, claim.Bit);
        }

        return claim;
    }

    /// <inheritdoc/>
    public IPageTrap Trap(RamAccess access, IPageTrapHandler handler)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int kind = (access & RamAccess.Read) != 0 ? 0 : 1;
        lock (Gate)
        {
            if (_traps[kind] is not null)
            {
                throw new InvalidOperationException($"RAM block '{Name}' has a {(kind == 0 ? "read" : "write")} trap already; dispose that one first.");
            }

            var trap = new PageTrap(this, kind == 0 ? PageState.Absent : PageState.Frozen, handler);
            _traps[kind] = trap;
            return trap;
        }
    }

    /// <inheritdoc/>
    public void SetWatcher(PageState bit, IRamClaimant watcher)
    {
        CheckWatched(bit);
        (bit == PageState.Code ? ref _codeWatcher : ref _tablesWatcher) = watcher;
    }

    /// <inheritdoc/>
    public void SetMappingHolder(IRamMappingHolder holder) => _mappingHolder = holder;

    /// <inheritdoc/>
    public void Watch(ulong page, PageState bit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, PageCount);
        CheckWatched(bit);
        lock (Gate)
        {
            _states[page] |= (byte)bit;
            _mappingHolder?.TrapsRaised(this, page, 1, bit);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Whoever gives a claim or a trap up later touches no states any more.
        lock (Gate)
        {
            _claims.Clear();
            Array.Clear(_traps);
        }

        _mapping.Dispose();
        NativeMemory.Free(_states);
    }

    /// <summary>The whole block, for saving and loading; the caller has stopped the machine and prepares the range itself.</summary>
    internal Span<byte> RawPage(ulong page) => new((byte*)Base + (page * IRamBlock.PageSize), IRamBlock.PageSize);

    internal void Release(RamClaim claim)
    {
        lock (Gate)
        {
            if (!_claims.Remove(claim))
            {
                return;
            }

            for (ulong page = claim.FirstPage; page <= claim.LastPage; page++)
            {
                byte claimed = 0;
                foreach (RamClaim other in _claims)
                {
                    claimed |= other.Covers(page) ? (byte)other.Bit : (byte)0;
                }

                _states[page] = (byte)((_states[page] & ~(byte)(PageState.ReadClaimed | PageState.WriteClaimed)) | claimed);
            }
        }
    }

    internal void Release(DirtyTracker tracker)
    {
        lock (Gate)
        {
            _ = _trackers.Remove(tracker);
        }
    }

    internal void Release(PageTrap trap)
    {
        lock (Gate)
        {
            int kind = Array.IndexOf(_traps, trap);
            if (kind >= 0)
            {
                _traps[kind] = null;
                Unmark(0, (long)PageCount, trap.Bit);
            }
        }
    }

    internal bool Has(ulong page, PageState bit) => (Volatile.Read(ref _states[page]) & (byte)bit) != 0;

    /// <summary>Sets a state bit on the pages of a bitmap word. Under <see cref="Gate"/>.</summary>
    internal void Mark(ulong firstPage, ulong bits, PageState bit)
    {
        if (bits == ulong.MaxValue)
        {
            // SAFETY: all 64 pages belong to the block, so their state bytes do.
            Vector512.Store(Vector512.Load(_states + firstPage) | Vector512.Create((byte)bit), _states + firstPage);
            _mappingHolder?.TrapsRaised(this, firstPage, 64, bit);
            return;
        }

        for (ulong left = bits; left != 0; left &= left - 1)
        {
            _states[firstPage + (ulong)System.Numerics.BitOperations.TrailingZeroCount(left)] |= (byte)bit;
        }

        if (bits != 0 && _mappingHolder is { } holder)
        {
            int first = System.Numerics.BitOperations.TrailingZeroCount(bits);
            holder.TrapsRaised(this, firstPage + (ulong)first, (ulong)(64 - System.Numerics.BitOperations.LeadingZeroCount(bits) - first), bit);
        }
    }

    /// <summary>Clears a state bit on a run of pages. Under <see cref="Gate"/>.</summary>
    internal void Unmark(ulong firstPage, long count, PageState bit)
    {
        for (ulong page = firstPage; page < firstPage + (ulong)count; page++)
        {
            _states[page] &= (byte)~bit;
        }
    }

    internal int CollectDirty(DirtyTracker tracker, ulong firstPage, Span<ulong> bitmap)
    {
        int count = 0;
        lock (Gate)
        {
            bitmap.Clear();
            for (int i = 0; i < bitmap.Length && firstPage + ((ulong)i * 64) < PageCount; i++)
            {
                ulong page = firstPage + ((ulong)i * 64);
                bitmap[i] = tracker.Take(page);
                Mark(page, bitmap[i], PageState.Clean);
                count += System.Numerics.BitOperations.PopCount(bitmap[i]);
            }
        }

        return count;
    }

    private static void CheckWatched(PageState bit)
    {
        if (bit is not (PageState.Code or PageState.Tables))
        {
            throw new ArgumentOutOfRangeException(nameof(bit), $"'{bit}' is not one bit of PageState.Watched.");
        }
    }

    private void CheckRange(ulong offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (length < 0 || offset > SizeBytes || (ulong)length > SizeBytes - offset)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"0x{offset:X}+0x{length:X} does not lie within RAM block '{Name}' of 0x{SizeBytes:X} bytes.");
        }
    }

    /// <summary>Whether anybody but one claimant claims pages of a range.</summary>
    private bool HasOthers(ulong offset, ulong length, IRamClaimant self)
    {
        (ulong first, ulong last) = (offset / IRamBlock.PageSize, (offset + length - 1) / IRamBlock.PageSize);
        lock (Gate)
        {
            foreach (RamClaim claim in _claims)
            {
                if (claim.Claimant != self && claim.FirstPage <= last && first <= claim.LastPage)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Prepare(ulong offset, ulong length, PageState traps, RamAccess access, PageState kept, IRamClaimant? self = null)
    {
        if (length == 0)
        {
            return;
        }

        ulong last = (offset + length - 1) / IRamBlock.PageSize;
        for (ulong page = offset / IRamBlock.PageSize; page <= last; page++)
        {
            if ((_states[page] & (byte)traps) != 0)
            {
                PrepareSlow(page, access, kept, self);
            }
        }
    }

    private void PrepareSlow(ulong page, RamAccess access, PageState kept, IRamClaimant? self)
    {
        ulong offset = page * IRamBlock.PageSize;
        PageState watched = PageState.None;
        _traps[0]?.Resolve(page);
        if (access == RamAccess.Write)
        {
            _traps[1]?.Resolve(page);
        }

        lock (Gate)
        {
            if (access == RamAccess.Write)
            {
                foreach (DirtyTracker tracker in _trackers)
                {
                    tracker.Mark(page);
                }

                watched = (PageState)_states[page] & PageState.Watched & ~kept;
                _states[page] &= (byte)~(PageState.Clean | watched);
            }
        }

        AskClaimants(page, access, self);
        if ((watched & PageState.Code) != 0)
        {
            _codeWatcher?.BeforeAccess(offset, IRamBlock.PageSize, access);
        }

        if ((watched & PageState.Tables) != 0)
        {
            _tablesWatcher?.BeforeAccess(offset, IRamBlock.PageSize, access);
        }
    }

    /// <summary>Calls each claimant of a page once, also those who claim it while another one answers: what answers by waiting for a third has that one's claim made meanwhile.</summary>
    private void AskClaimants(ulong page, RamAccess access, IRamClaimant? self)
    {
        List<IRamClaimant>? asked = null;
        while (NextClaimant(page, access, self, asked) is { } claimant)
        {
            (asked ??= []).Add(claimant);
            claimant.BeforeAccess(page * IRamBlock.PageSize, IRamBlock.PageSize, access);
        }
    }

    private IRamClaimant? NextClaimant(ulong page, RamAccess access, IRamClaimant? self, List<IRamClaimant>? asked)
    {
        lock (Gate)
        {
            foreach (RamClaim claim in _claims)
            {
                if (claim.Covers(page) && claim.Claimant != self && (access == RamAccess.Write || claim.Bit == PageState.ReadClaimed) && asked?.Contains(claim.Claimant) != true)
                {
                    return claim.Claimant;
                }
            }
        }

        return null;
    }
}
