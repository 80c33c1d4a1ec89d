namespace Xemu.Abstractions.Memory;

/// <summary>Holds a newer or derived copy of some RAM and is called before others touch it.</summary>
public interface IRamClaimant
{
    /// <summary>
    /// Called on the accessing thread, before the access and outside any lock of the block. Write the content back, drop the copy, or both.
    /// The claim stays until it is disposed; disposing it inside this call is allowed.
    /// </summary>
    /// <param name="offset">Byte offset of the access, page-aligned.</param>
    /// <param name="length">Bytes, whole pages.</param>
    /// <param name="access">What is about to happen.</param>
    void BeforeAccess(ulong offset, ulong length, RamAccess access);
}
