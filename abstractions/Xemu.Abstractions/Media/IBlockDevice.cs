namespace Xemu.Abstractions.Media;

/// <summary>A block medium: a disk image, or a layer over one. Machine thread, unless an implementation says more.</summary>
/// <remarks>A write of one 512-byte sector is all or nothing, also when the process is killed.</remarks>
public interface IBlockDevice
{
    /// <summary>Size in bytes, a multiple of 512.</summary>
    ulong SizeBytes { get; }

    /// <summary>Whether writes are refused.</summary>
    bool IsReadOnly { get; }

    /// <summary>Reads.</summary>
    /// <param name="offset">Byte offset, a multiple of 512.</param>
    /// <param name="destination">A multiple of 512 bytes, within the medium.</param>
    /// <exception cref="IOException">The host could not read; the device reports an error to its guest.</exception>
    void Read(ulong offset, Span<byte> destination);

    /// <summary>Writes.</summary>
    /// <param name="offset">Byte offset, a multiple of 512.</param>
    /// <param name="source">A multiple of 512 bytes, within the medium.</param>
    /// <exception cref="IOException">The host could not write, or the medium is read-only.</exception>
    void Write(ulong offset, ReadOnlySpan<byte> source);

    /// <summary>Puts what was written on stable storage.</summary>
    void Flush();
}
