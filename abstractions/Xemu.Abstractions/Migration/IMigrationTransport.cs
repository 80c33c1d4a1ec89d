using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>Opens channels to where a machine's state goes or comes from. A component: manifests may configure it, and the engine makes one with default options for an address that none in the manifest takes.</summary>
/// <remarks>Any thread, one call at a time; the streams that it opens are independent of one another.</remarks>
[Experimental("XEMU0006")]
public interface IMigrationTransport
{
    /// <summary>Whether this transport serves an address. Looks at the text alone and touches nothing.</summary>
    /// <param name="target">The address and how it shall be opened.</param>
    bool Accepts(TransportTarget target);

    /// <summary>Opens an address for writing, and checks all that can be checked before the machine stops.</summary>
    /// <param name="target">An address that <see cref="Accepts"/> took.</param>
    /// <param name="cancellation">Ends waiting for a peer.</param>
    /// <returns>The stream, with <see cref="TransportTarget.PageChannels"/> page channels.</returns>
    /// <exception cref="MigrationException">The address cannot be written: says what, why, and the way out.</exception>
    IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation);

    /// <summary>Opens an address for reading; a transport of sockets listens and waits for its peer.</summary>
    /// <param name="target">An address that <see cref="Accepts"/> took.</param>
    /// <param name="cancellation">Ends waiting for a peer.</param>
    /// <returns>The stream, with <see cref="TransportTarget.PageChannels"/> page channels where they can be had at once; see <see cref="IMigrationStream.OpenPageChannels"/>.</returns>
    /// <exception cref="MigrationException">The address cannot be read: says what, why, and the way out.</exception>
    IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation);
}
