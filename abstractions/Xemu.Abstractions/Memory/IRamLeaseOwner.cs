namespace Xemu.Abstractions.Memory;

/// <summary>Told when a lease ends.</summary>
public interface IRamLeaseOwner
{
    /// <summary>A lease ended.</summary>
    /// <param name="offset">Byte offset of the range.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="access">What it was taken for.</param>
    void Return(ulong offset, int length, RamAccess access);
}
