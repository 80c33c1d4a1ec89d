namespace Xemu.Abstractions.Media;

/// <summary>A writable medium that snapshots record; asked for by type.</summary>
public interface IMediumIdentity
{
    /// <summary>The medium and its present layer and generation. The generation grows with each opening for writing and each seal.</summary>
    MediumLayer Layer { get; }

    /// <summary>Makes the present layer read-only for good and goes on in a fresh one above it. Machine thread.</summary>
    /// <returns>The layer that was sealed; it is on stable storage.</returns>
    /// <exception cref="IOException">The host could not write, the medium is released, or it has too many layers; it goes on in the layer it had.</exception>
    MediumLayer Seal();

    /// <summary>Does beforehand what takes long in a seal: writes out what waits, and makes the next layer ready. Any thread; on another than the machine's the guest runs on meanwhile.</summary>
    /// <remarks>It changes nothing that can be seen. The next seal uses what it made; without a seal it is dropped when the medium is closed or goes to another layer. Calling it again is allowed.</remarks>
    /// <exception cref="IOException">The host could not write, the medium is released, or it has too many layers; the medium is as before.</exception>
    void PrepareSeal()
    {
    }

    /// <summary>Seals as <see cref="Seal"/> does, in as short a time as can be: after <see cref="PrepareSeal"/> nothing waits for the host's disk. Machine thread.</summary>
    /// <returns>
    /// Waits until the seal is on stable storage and gives the layer that was sealed. Any thread, also after the guest went on and more than once; it throws <see cref="IOException"/> when the host could
    /// not write: then the medium goes on all the same and tries again, but nothing may name that layer. Until the seal is stable no flush of the guest completes, and after a crash the medium goes on in
    /// the layer it had, as if it had not been sealed. If nobody calls it, the medium sees to the seal itself.
    /// </returns>
    /// <exception cref="IOException">As for <see cref="Seal"/>.</exception>
    Func<MediumLayer> BeginSeal()
    {
        MediumLayer layer = Seal();
        return () => layer;
    }

    /// <summary>Drops what was written since and goes on in a fresh layer above a sealed one.</summary>
    /// <param name="layer">The layer that a snapshot recorded.</param>
    /// <exception cref="State.StateException">The medium is another one, or has moved on: nothing was changed.</exception>
    /// <exception cref="IOException">The host could not write; the medium is as before.</exception>
    void RestoreTo(MediumLayer layer);
}
