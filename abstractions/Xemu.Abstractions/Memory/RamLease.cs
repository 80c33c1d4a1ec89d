namespace Xemu.Abstractions.Memory;

/// <summary>A range of RAM lent for a moment. Dispose it before control goes back to the run loop.</summary>
public readonly ref struct RamLease
{
    private readonly IRamLeaseOwner? _owner;
    private readonly ulong _offset;
    private readonly RamAccess _access;

    /// <summary>Makes a lease; called by the owner of the block.</summary>
    /// <param name="span">The bytes lent.</param>
    /// <param name="owner">Who is told about the end, or null when nobody needs it.</param>
    /// <param name="offset">Where the range starts in the block, in bytes.</param>
    /// <param name="access">What was asked for.</param>
    public RamLease(Span<byte> span, IRamLeaseOwner? owner, ulong offset, RamAccess access)
    {
        Span = span;
        _owner = owner;
        _offset = offset;
        _access = access;
    }

    /// <summary>The bytes. Write only when the lease was taken for writing.</summary>
    public Span<byte> Span { get; }

    /// <summary>Gives the range back.</summary>
    public void Dispose() => _owner?.Return(_offset, Span.Length, _access);
}
