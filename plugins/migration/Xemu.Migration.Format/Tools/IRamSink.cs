namespace Xemu.Migration.Format;

/// <summary>Where <see cref="RamExtractor"/> writes.</summary>
public interface IRamSink
{
    /// <summary>Sets how large the block is; what is not written reads as zeros.</summary>
    void SetLength(long bytes);

    /// <summary>Writes bytes within the length.</summary>
    void Write(long position, ReadOnlySpan<byte> bytes);
}
