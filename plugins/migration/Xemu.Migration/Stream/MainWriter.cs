using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The main channel, written in order.</summary>
internal sealed class MainWriter(SaveContext context)
{
    private const int MarksBytes = 32;

    private ulong _position;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        context.Stream.Main.Write(_position, bytes);
        Count(bytes.Length);
        context.Progress.AddBytes(bytes.Length);
    }

    /// <summary>Writes pages and their headers; whoever calls counts them as progress.</summary>
    public void Write(ReadOnlySpan<IoSlice> slices, int bytes)
    {
        context.Stream.Main.WriteVectored(_position, slices);
        Count(bytes);
    }

    /// <summary>Writes the header of a further <c>ram</c> section.</summary>
    public void BeginSection(bool isLast)
    {
        Span<byte> marks = stackalloc byte[MarksBytes];
        Write(marks[..RamStream.WriteSection(marks, isLast)]);
    }

    /// <summary>Ends a <c>ram</c> section.</summary>
    /// <param name="channelsMeet">Whether page channels meet here first.</param>
    public void EndSection(bool channelsMeet)
    {
        Span<byte> marks = stackalloc byte[MarksBytes];
        int length = channelsMeet ? RamStream.WriteMark(marks, RamStreamFlags.MultifdFlush) : 0;
        length += RamStream.WriteMark(marks[length..], RamStreamFlags.EndOfSection);
        length += RamStream.WriteFooter(marks[length..]);
        Write(marks[..length]);
    }

    private void Count(int bytes) => _position += (ulong)bytes;
}
