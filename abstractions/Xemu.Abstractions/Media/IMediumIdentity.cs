namespace Xemu.Abstractions.Media;

/// <summary>A writable medium that snapshots record; asked for by type.</summary>
public interface IMediumIdentity
{
    /// <summary>The medium and its present layer and generation. The generation grows with each opening for writing and each seal.</summary>
    MediumLayer Layer { get; }

    /// <summary>Makes the present layer read-only for good and goes on in a fresh one above it.</summary>
    /// <returns>The layer that was sealed.</returns>
    /// <exception cref="IOException">The host could not write, the medium is released, or it has too many layers; it goes on in the layer it had.</exception>
    MediumLayer Seal();

    /// <summary>Drops what was written since and goes on in a fresh layer above a sealed one.</summary>
    /// <param name="layer">The layer that a snapshot recorded.</param>
    /// <exception cref="State.StateException">The medium is another one, or has moved on: nothing was changed.</exception>
    /// <exception cref="IOException">The host could not write; the medium is as before.</exception>
    void RestoreTo(MediumLayer layer);
}
