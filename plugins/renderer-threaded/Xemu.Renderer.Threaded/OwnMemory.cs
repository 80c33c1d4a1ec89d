using System.Collections.Concurrent;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>The RAM as the drawing renderer has it: what is claimed on its behalf does not stop it, and its own claims are answered on its thread.</summary>
internal sealed class OwnMemory(IRamBlock memory, IRamClaimant self, RenderQueue queue) : IRamBlock
{
    private readonly ConcurrentDictionary<OwnClaim, (ulong Offset, ulong Length)> _held = [];

    /// <summary>Who takes a lease now on the drawing thread, past its own claims.</summary>
    private IRamClaimant? _exempt;

    public string Name => memory.Name;

    public ulong SizeBytes => memory.SizeBytes;

    public int Descriptor => memory.Descriptor;

    public RamLease Lease(ulong offset, int length, RamAccess access) => memory.Lease(offset, length, access, self);

    public RamLease Lease(ulong offset, int length, RamAccess access, IRamClaimant claimant)
    {
        _exempt = claimant;
        RamLease lease = memory.Lease(offset, length, access, self);
        _exempt = null;
        return lease;
    }

    public IDirtyTracker TrackDirty(string client) => memory.TrackDirty(client);

    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant)
    {
        var claim = new OwnClaim(memory.Claim(offset, length, access, new Forwarded(this, claimant)), _held);
        if ((access & RamAccess.Read) != 0)
        {
            _held[claim] = (offset, length);
        }

        return claim;
    }

    /// <summary>Whether the drawing renderer has something newer than memory in a range: it claims reads of it. Any thread.</summary>
    public bool IsHeld(MemoryRange range) =>
        _held.Values.Any(held => held.Offset < range.Offset + (ulong)range.Length && range.Offset < held.Offset + held.Length);

    public IPageTrap Trap(RamAccess access, IPageTrapHandler handler) => memory.Trap(access, handler);

    /// <summary>Has a claim of the drawing renderer answered on its own thread, behind all that waits.</summary>
    private void Forward(IRamClaimant claimant, ulong offset, ulong length, RamAccess access)
    {
        if (!queue.IsOwnThread || claimant != _exempt)
        {
            queue.Invoke(() => claimant.BeforeAccess(offset, length, access));
        }
    }

    private sealed class OwnClaim(IDisposable claim, ConcurrentDictionary<OwnClaim, (ulong Offset, ulong Length)> held) : IDisposable
    {
        public void Dispose()
        {
            _ = held.TryRemove(this, out _);
            claim.Dispose();
        }
    }

    private sealed class Forwarded(OwnMemory memory, IRamClaimant claimant) : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access) => memory.Forward(claimant, offset, length, access);
    }
}
