using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>One channel of a migration; used by one thread at a time.</summary>
/// <remarks>
/// Where <see cref="TransportAbilities.IsSeekable"/>, positions count from the start of the migration's data (after the offset that an address may carry) and calls come
/// in any order; elsewhere positions are ignored and bytes flow in order of the calls. On page channels positions, lengths and addresses are multiples
/// of <see cref="TransportAbilities.Alignment"/> and <see cref="TransportAbilities.MemoryAlignment"/>; others are refused with <see cref="ArgumentException"/>.
/// While both write, main and page channels keep to different blocks of 4 KiB. A write to a stream for reading, or after the commit, is an <see cref="InvalidOperationException"/>.
/// </remarks>
[Experimental("XEMU0006")]
public interface IMigrationChannel
{
    /// <summary>Writes all of a piece; short writes of the host are completed.</summary>
    /// <param name="position">Byte position.</param>
    /// <param name="source">The bytes.</param>
    /// <exception cref="IOException">The host could not write: full, gone, aborted. The message says what was written to, and why it failed.</exception>
    void Write(ulong position, ReadOnlySpan<byte> source);

    /// <summary>Reads all of a piece; short reads of the host are completed.</summary>
    /// <param name="position">Byte position.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="EndOfStreamException">There are fewer bytes.</exception>
    /// <exception cref="IOException">The host could not read.</exception>
    void Read(ulong position, Span<byte> destination);

    /// <summary>Writes pieces of memory that follow one another in the target.</summary>
    /// <param name="position">Byte position of the first piece.</param>
    /// <param name="slices">The pieces.</param>
    void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices)
    {
        foreach (IoSlice slice in slices)
        {
            Write(position, slice.AsSpan());
            position += (ulong)slice.LengthBytes;
        }
    }

    /// <summary>Reads pieces of memory that follow one another in the source.</summary>
    /// <param name="position">Byte position of the first piece.</param>
    /// <param name="slices">The pieces.</param>
    void ReadVectored(ulong position, ReadOnlySpan<IoSlice> slices)
    {
        foreach (IoSlice slice in slices)
        {
            Read(position, slice.AsSpan());
            position += (ulong)slice.LengthBytes;
        }
    }
}
