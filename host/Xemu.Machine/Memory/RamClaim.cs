using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>A claim on whole pages of a RAM block.</summary>
internal sealed class RamClaim(RamBlock block, ulong firstPage, ulong lastPage, RamAccess access, IRamClaimant claimant) : IDisposable
{
    public ulong FirstPage { get; } = firstPage;

    public ulong LastPage { get; } = lastPage;

    /// <summary>A read claim stops writes as well, so one bit is enough.</summary>
    public PageState Bit { get; } = (access & RamAccess.Read) != 0 ? PageState.ReadClaimed : PageState.WriteClaimed;

    public IRamClaimant Claimant { get; } = claimant;

    public bool Covers(ulong page) => page >= FirstPage && page <= LastPage;

    public void Dispose() => block.Release(this);
}
