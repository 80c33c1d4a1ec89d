namespace Xemu.Abstractions.Memory;

/// <summary>Direct access to a RAM block for hot clients that test the state table by themselves; asked for by type (<c>block is IRamAccess</c>).</summary>
/// <remarks>Only code in folders named <c>Unsafe</c>, and CPU engines, use it; everyone else takes leases.</remarks>
public interface IRamAccess
{
    /// <summary>Host address of the first byte; stable for the life of the block.</summary>
    nint Base { get; }

    /// <summary>Host address of the first <see cref="PageState"/> byte, one a page; stable for the life of the block.</summary>
    nint PageStates { get; }

    /// <summary>Makes a read possible: brings pages in, calls read claimants. Afterwards no <see cref="PageState.ReadTraps"/> bit is left, or the claimant chose to stay.</summary>
    /// <param name="offset">Byte offset.</param>
    /// <param name="length">Bytes.</param>
    void PrepareRead(ulong offset, ulong length);

    /// <summary>Makes a write possible and marks it dirty: brings pages in, calls claimants and watchers.</summary>
    /// <param name="offset">Byte offset.</param>
    /// <param name="length">Bytes.</param>
    void PrepareWrite(ulong offset, ulong length);

    /// <summary>The same for a CPU engine that looks after some of its own bits by itself.</summary>
    /// <param name="offset">Byte offset.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="kept">Bits of <see cref="PageState.Watched"/> that stay set, and whose watchers are not called.</param>
    void PrepareWrite(ulong offset, ulong length, PageState kept);

    /// <summary>Says who is called before a watched page is written; one watcher a bit and block.</summary>
    /// <param name="bit">One bit of <see cref="PageState.Watched"/>.</param>
    /// <param name="watcher">Called as a claimant with <see cref="RamAccess.Write"/>, on the writing thread; the bit is cleared before the call.</param>
    void SetWatcher(PageState bit, IRamClaimant watcher);

    /// <summary>Sets a bit of <see cref="PageState.Watched"/> on a page; it stays until the page is written.</summary>
    /// <param name="page">Page number in the block.</param>
    /// <param name="bit">The bit.</param>
    void Watch(ulong page, PageState bit);

    /// <summary>Says who maps pages of the block elsewhere and must hear when state bits are set; one holder a block.</summary>
    /// <param name="holder">Told after the bits are set and before whoever set them goes on.</param>
    void SetMappingHolder(IRamMappingHolder holder);
}
