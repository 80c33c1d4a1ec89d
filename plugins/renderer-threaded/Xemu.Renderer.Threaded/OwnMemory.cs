using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>The RAM as the drawing renderer has it: what is claimed on its behalf does not stop it, and its own claims are answered on its thread.</summary>
/// <param name="memory">The RAM.</param>
/// <param name="self">The claimant of what waits.</param>
/// <param name="queue">The jobs.</param>
/// <param name="pending">What they use.</param>
internal sealed class OwnMemory(IRamBlock memory, IRamClaimant self, RenderQueue queue, PendingMemory pending) : IRamBlock
{
    private readonly ConcurrentDictionary<OwnClaim, MemoryRange> _held = [];

    /// <summary>One for each claimant, so that nobody who touches memory asks the same one again and again while it draws on.</summary>
    private readonly ConditionalWeakTable<IRamClaimant, Forwarded> _forwarded = [];

    /// <summary>Who takes a lease now past its own claims, by thread.</summary>
    private readonly ConcurrentDictionary<int, IRamClaimant?> _exempt = [];

    public string Name => memory.Name;

    public ulong SizeBytes => memory.SizeBytes;

    public int Descriptor => memory.Descriptor;

    public RamLease Lease(ulong offset, int length, RamAccess access) => memory.Lease(offset, length, access, self);

    public RamLease Lease(ulong offset, int length, RamAccess access, IRamClaimant claimant)
    {
        int thread = Environment.CurrentManagedThreadId;
        IRamClaimant? outer = _exempt.GetValueOrDefault(thread);
        _exempt[thread] = claimant;
        try
        {
            return memory.Lease(offset, length, access, self);
        }
        finally
        {
            _exempt[thread] = outer;
        }
    }

    public IDirtyTracker TrackDirty(string client) => memory.TrackDirty(client);

    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant)
    {
        Forwarded forwarded = _forwarded.GetValue(claimant, c => new Forwarded(this, c));
        return new OwnClaim(memory.Claim(offset, length, access, forwarded), access, new MemoryRange(offset, (int)Math.Min(length, int.MaxValue)), _held);
    }

    /// <summary>Whether the drawing renderer has something newer than memory in a range: it claims reads of it. Any thread.</summary>
    public bool IsHeld(MemoryRange range) => _held.Any(held => (held.Key.Access & RamAccess.Read) != 0
        && held.Value.Offset < range.Offset + (ulong)range.Length && range.Offset < held.Value.Offset + (ulong)held.Value.Length);

    /// <summary>Gives up all claims that the drawing renderer left.</summary>
    public void Clear()
    {
        foreach (OwnClaim claim in _held.Keys)
        {
            claim.Dispose();
        }
    }

    public IPageTrap Trap(RamAccess access, IPageTrapHandler handler) => memory.Trap(access, handler);

    /// <summary>Has a claim of the drawing renderer answered on its own thread, behind what waits and stands against the access.</summary>
    private void Forward(IRamClaimant claimant, ulong offset, ulong length, RamAccess access)
    {
        if (_exempt.GetValueOrDefault(Environment.CurrentManagedThreadId) != claimant)
        {
            pending.Settle(offset, length, access);
            queue.Invoke(() => claimant.BeforeAccess(offset, length, access));
        }
    }

    private sealed class OwnClaim : IDisposable
    {
        private readonly IDisposable _claim;
        private readonly ConcurrentDictionary<OwnClaim, MemoryRange> _held;

        public OwnClaim(IDisposable claim, RamAccess access, MemoryRange range, ConcurrentDictionary<OwnClaim, MemoryRange> held)
        {
            (_claim, Access, _held) = (claim, access, held);
            held[this] = range;
        }

        public RamAccess Access { get; }

        public void Dispose()
        {
            _ = _held.TryRemove(this, out _);
            _claim.Dispose();
        }
    }

    private sealed class Forwarded(OwnMemory memory, IRamClaimant claimant) : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access) => memory.Forward(claimant, offset, length, access);
    }
}
