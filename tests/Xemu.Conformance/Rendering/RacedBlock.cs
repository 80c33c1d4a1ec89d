using Xemu.Abstractions.Memory;

namespace Xemu.Conformance;

/// <summary>A block in which somebody writes at the last moment before a place is claimed for the first time.</summary>
/// <param name="block">The memory.</param>
/// <param name="offset">A byte of the place.</param>
/// <param name="write">Writes.</param>
internal sealed class RacedBlock(IRamBlock block, ulong offset, Action write) : IRamBlock
{
    private bool _isWritten;

    public string Name => block.Name;

    public ulong SizeBytes => block.SizeBytes;

    public int Descriptor => block.Descriptor;

    public RamLease Lease(ulong offset, int length, RamAccess access) => block.Lease(offset, length, access);

    public RamLease Lease(ulong offset, int length, RamAccess access, IRamClaimant self) => block.Lease(offset, length, access, self);

    public IDirtyTracker TrackDirty(string client) => block.TrackDirty(client);

    public IPageTrap Trap(RamAccess access, IPageTrapHandler handler) => block.Trap(access, handler);

    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant)
    {
        if (IsTheirs(offset, length))
        {
            WriteOnce();
        }

        return block.Claim(offset, length, access, claimant);
    }

    /// <summary>Writes, if nobody has claimed the place.</summary>
    public void WriteOnce()
    {
        if (!_isWritten)
        {
            _isWritten = true;
            write();
        }
    }

    private bool IsTheirs(ulong first, ulong length) => first <= offset && offset < first + length;
}
