namespace Xemu.Abstractions.Memory;

/// <summary>One client's view of which pages were written since it last asked.</summary>
/// <remarks>Collect while the CPU and bus masters stand still: a write that is under way on another thread is not seen.</remarks>
public interface IDirtyTracker : IDisposable
{
    /// <summary>Whether any page of a range was written since it was last collected.</summary>
    /// <param name="offset">Byte offset.</param>
    /// <param name="length">Bytes.</param>
    bool IsDirty(ulong offset, ulong length);

    /// <summary>Takes the dirty pages of a range and makes them clean for this client, in one step.</summary>
    /// <param name="firstPage">First page of the range.</param>
    /// <param name="bitmap">Receives a bit a page, lowest bit first; its length sets the range, which is cut at the end of the block.</param>
    /// <returns>How many bits are set.</returns>
    int Collect(ulong firstPage, Span<ulong> bitmap);
}
