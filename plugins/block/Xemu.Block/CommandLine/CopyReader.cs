namespace Xemu.Block;

/// <summary>Content that is being copied.</summary>
internal abstract class CopyReader : IDisposable
{
    /// <summary>Reads.</summary>
    /// <returns>How many bytes there were; fewer only at the end.</returns>
    public abstract int Read(ulong offset, Span<byte> destination);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
