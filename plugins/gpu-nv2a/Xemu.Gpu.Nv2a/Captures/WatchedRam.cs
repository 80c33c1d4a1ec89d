using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>RAM as the chip's own engines have it: a capture hears of each lease before it is given.</summary>
internal sealed class WatchedRam(IRamBlock ram, GraphTap tap) : IRamBlock
{
    public string Name => ram.Name;

    public ulong SizeBytes => ram.SizeBytes;

    public int Descriptor => ram.Descriptor;

    public RamLease Lease(ulong offset, int length, RamAccess access)
    {
        tap.Recorder?.Touch(offset, length, access);
        return ram.Lease(offset, length, access);
    }

    public IDirtyTracker TrackDirty(string client) => ram.TrackDirty(client);

    public IDisposable Claim(ulong offset, ulong length, RamAccess access, IRamClaimant claimant) => ram.Claim(offset, length, access, claimant);

    public IPageTrap Trap(RamAccess access, IPageTrapHandler handler) => ram.Trap(access, handler);
}
