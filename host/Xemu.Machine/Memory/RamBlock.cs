using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>A RAM block: a host mapping, a state byte a page, dirty trackers and claims.</summary>
/// <remarks>State bytes are changed under <see cref="_gate"/> alone; hot clients read them without it.</remarks>
public sealed unsafe class RamBlock : IRamBlock, IRamAccess, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HostMapping _mapping;
    private readonly byte* _states;
    private readonly List<DirtyTracker> _trackers = [];
    private readonly List<RamClaim> _claims = [];
    private IRamClaimant? _codeHolder;
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

    /// <inheritdoc/>
    public RamLease Lease(ulong offset, int length, RamAccess access)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (length < 0 || offset > SizeBytes || (ulong)length > SizeBytes - offset)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"0x{offset:X}+0x{length:X} does not lie within RAM block '{Name}' of 0x{SizeBytes:X} bytes.");
        }

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
    public void PrepareRead(ulong offset, ulong length) => Prepare(offset, length, PageState.ReadTraps, RamAccess.Read);

    /// <inheritdoc/>
    public void PrepareWrite(ulong offset, ulong length) => Prepare(offset, length, PageState.WriteTraps, RamAccess.Write);

    /// <inheritdoc/>
    public IDirtyTracker TrackDirty(string client)
    {
        var tracker = new DirtyTracker(this, client);
        lock (_gate)
        {
            _trackers.Add(tracker);
        }

        return tracker;
    }

    /// <inheritdoc/>
    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant)
    {
        if (!((IRamBlock)this).Contains(offset, length) || length == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"0x{offset:X}+0x{length:X} is no range of RAM block '{Name}' of 0x{SizeBytes:X} bytes.");
        }

        var claim = new RamClaim(this, offset / IRamBlock.PageSize, (offset + length - 1) / IRamBlock.PageSize, access, claimant);
        lock (_gate)
        {
            _claims.Add(claim);
            for (ulong page = claim.FirstPage; page <= claim.LastPage; page++)
            {
                _states[page] |= (byte)claim.Bit;
            }
        }

        return claim;
    }

    /// <inheritdoc/>
    public void SetCodeHolder(IRamClaimant holder) => _codeHolder = holder;

    /// <inheritdoc/>
    public void MarkCode(ulong page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, PageCount);
        lock (_gate)
        {
            _states[page] |= (byte)PageState.Code;
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
        _mapping.Dispose();
        NativeMemory.Free(_states);
    }

    /// <summary>The whole block, for saving and loading; the caller has stopped the machine and prepares the range itself.</summary>
    internal Span<byte> RawPage(ulong page) => new((byte*)Base + (page * IRamBlock.PageSize), IRamBlock.PageSize);

    internal void Release(RamClaim claim)
    {
        lock (_gate)
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
        lock (_gate)
        {
            _ = _trackers.Remove(tracker);
        }
    }

    internal int CollectDirty(DirtyTracker tracker, ulong firstPage, Span<ulong> bitmap)
    {
        int count = 0;
        lock (_gate)
        {
            ulong end = Math.Min(PageCount, firstPage + ((ulong)bitmap.Length * 64));
            bitmap.Clear();
            for (ulong page = firstPage; page < end; page++)
            {
                if (tracker.Take(page))
                {
                    bitmap[(int)((page - firstPage) / 64)] |= 1UL << (int)((page - firstPage) % 64);
                    _states[page] |= (byte)PageState.Clean;
                    count++;
                }
            }
        }

        return count;
    }

    private void Prepare(ulong offset, ulong length, PageState traps, RamAccess access)
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
                PrepareSlow(page, access);
            }
        }
    }

    private void PrepareSlow(ulong page, RamAccess access)
    {
        ulong offset = page * IRamBlock.PageSize;
        bool holdsCode = false;
        RamClaim[] claims;
        lock (_gate)
        {
            claims = _claims.Count == 0 ? [] : [.. _claims.Where(c => c.Covers(page) && (access == RamAccess.Write || c.Bit == PageState.ReadClaimed))];
            if (access == RamAccess.Write)
            {
                foreach (DirtyTracker tracker in _trackers)
                {
                    tracker.Mark(page);
                }

                holdsCode = (_states[page] & (byte)PageState.Code) != 0;
                _states[page] &= unchecked((byte)~(PageState.Clean | PageState.Code));
            }
        }

        foreach (RamClaim claim in claims)
        {
            claim.Claimant.BeforeAccess(offset, IRamBlock.PageSize, access);
        }

        if (holdsCode)
        {
            _codeHolder?.BeforeAccess(offset, IRamBlock.PageSize, access);
        }
    }
}
