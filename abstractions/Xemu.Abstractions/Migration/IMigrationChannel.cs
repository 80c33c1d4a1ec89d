using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>One channel of a migration; used by one thread at a time.</summary>
[Experimental("XEMU0006")]
public interface IMigrationChannel : IDisposable
{
    /// <summary>Writes a piece at a position; short writes are completed by the channel.</summary>
    /// <param name="position">Byte position in the target; ignored where the transport is not seekable.</param>
    /// <param name="source">Aligned as <see cref="TransportAbilities.Alignment"/> asks.</param>
    void Write(ulong position, ReadOnlySpan<byte> source);

    /// <summary>Reads a piece at a position, whole.</summary>
    /// <param name="position">Byte position in the target; ignored where the transport is not seekable.</param>
    /// <param name="destination">Aligned as <see cref="TransportAbilities.Alignment"/> asks.</param>
    void Read(ulong position, Span<byte> destination);

    /// <summary>Puts what was written on stable storage.</summary>
    void Flush();

    /// <summary>Gives up: what was written is removed where it can be.</summary>
    void Abort();
}
