using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <summary>A disc that is opened for reading and cannot be written.</summary>
internal abstract class DiscImage : IBlockDevice, IDisposable
{
    /// <inheritdoc/>
    public abstract ulong SizeBytes { get; }

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> destination)
    {
        if (offset % 512 != 0 || destination.Length % 512 != 0 || offset > SizeBytes || (ulong)destination.Length > SizeBytes - offset)
        {
            throw new IOException($"Request for {destination.Length} bytes at {offset} does not fit a disc of {SizeBytes} bytes in sectors of 512.");
        }

        ReadChecked(offset, destination);
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("The disc can only be read.");

    /// <inheritdoc/>
    public void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads whole sectors that lie on the disc.</summary>
    /// <exception cref="IOException">The host could not read, or the image is damaged there.</exception>
    protected abstract void ReadChecked(ulong offset, Span<byte> destination);
}
