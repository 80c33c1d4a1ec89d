using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <summary>An opened image: the part beneath the components.</summary>
internal abstract class Image : IBlockDevice, IDisposable
{
    /// <inheritdoc/>
    public abstract ulong SizeBytes { get; }

    /// <inheritdoc/>
    public abstract bool IsReadOnly { get; }

    /// <inheritdoc/>
    public abstract void Read(ulong offset, Span<byte> destination);

    /// <inheritdoc/>
    public abstract void Write(ulong offset, ReadOnlySpan<byte> source);

    /// <inheritdoc/>
    public abstract void Flush();

    /// <summary>Writes out what lies in the host's cache, without keeping readers and writers waiting; a <see cref="Flush"/> after it is short. Any thread.</summary>
    public abstract void FlushAhead();

    /// <summary>Takes no more writes from now on, and lets others read the file. Nothing may wait: a <see cref="Flush"/> comes before.</summary>
    /// <returns>False when another program took the file for itself at this moment.</returns>
    public abstract bool Freeze();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Checks a request against the medium.</summary>
    /// <exception cref="IOException">It does not lie within the medium, or is no multiple of 512.</exception>
    protected void CheckRange(ulong offset, int length)
    {
        if (offset % 512 != 0 || length % 512 != 0 || offset > SizeBytes || (ulong)length > SizeBytes - offset)
        {
            throw new IOException($"Request for {length} bytes at {offset} does not fit a medium of {SizeBytes} bytes in sectors of 512.");
        }
    }
}
