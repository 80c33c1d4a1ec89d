using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A channel of a file: positioned, no state but how far it wrote.</summary>
internal sealed unsafe class FileChannel(SeekableFile file, Descriptor descriptor, int alignment, int memoryAlignment) : IMigrationChannel
{
    private const nint LeastWriteback = 64 << 10;

    /// <summary>The end of the last byte that was written, in the file; 0 for none.</summary>
    public ulong WrittenTo { get; private set; }

    public void Write(ulong position, ReadOnlySpan<byte> source)
    {
        fixed (byte* memory = source)
        {
            ulong at = BeforeWrite(position, source.Length);
            CheckMemory((nint)memory, source.Length);
            PositionedIo.Write(file, descriptor, at, memory, source.Length, alignment);
            WrittenTo = Math.Max(WrittenTo, at + (ulong)source.Length);
            StartWriteback(at, source.Length);
        }
    }

    public void Read(ulong position, Span<byte> destination)
    {
        fixed (byte* memory = destination)
        {
            ulong at = BeforeRead(position, destination.Length);
            CheckMemory((nint)memory, destination.Length);
            PositionedIo.Read(file, descriptor, at, memory, destination.Length, alignment);
        }
    }

    public void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices)
    {
        nint length = CheckSlices(slices);
        ulong at = BeforeWrite(position, length);
        PositionedIo.Write(file, descriptor, at, slices, alignment);
        WrittenTo = Math.Max(WrittenTo, at + (ulong)length);
        StartWriteback(at, length);
    }

    public void ReadVectored(ulong position, ReadOnlySpan<IoSlice> slices)
    {
        nint length = CheckSlices(slices);
        PositionedIo.Read(file, descriptor, BeforeRead(position, length), slices, alignment);
    }

    /// <summary>Lets the disk begin with what lies in the page cache: otherwise it rests until the cache is full, and the flush at the end waits for all of it.</summary>
    private void StartWriteback(ulong at, nint length)
    {
        const uint SyncFileRangeWrite = 2;
        if (alignment == 1 && length >= LeastWriteback)
        {
            // Only a hint: where the file system does not know it, the flush at the end does it all.
            _ = Libc.sync_file_range(descriptor, (long)at, length, SyncFileRangeWrite);
        }
    }

    private ulong BeforeWrite(ulong position, nint length)
    {
        file.RequireWriting();
        file.ThrowIfClosed();
        ulong at = CheckPosition(position, length);
        file.BeforeWrite(at + (ulong)length);
        return at;
    }

    private ulong BeforeRead(ulong position, nint length)
    {
        if (file.LengthBytes is null)
        {
            throw new InvalidOperationException($"'{file.Name}' was opened for writing.");
        }

        return CheckPosition(position, length);
    }

    private ulong CheckPosition(ulong position, nint length)
    {
        ulong mask = (ulong)alignment - 1;
        if (((position | (ulong)length) & mask) != 0)
        {
            throw new ArgumentException($"Position {position} and length {length} on a page channel of '{file.Name}' are not multiples of {alignment}.", nameof(position));
        }

        ulong room = long.MaxValue - file.OffsetBytes;
        if (position > room || (ulong)length > room - position)
        {
            // A hostile file may name any position: it is beyond every end.
            throw new EndOfStreamException($"Position {position} lies beyond what '{file.Name}' can hold.");
        }

        return file.OffsetBytes + position;
    }

    private nint CheckSlices(ReadOnlySpan<IoSlice> slices)
    {
        nint length = 0;
        foreach (IoSlice slice in slices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(slice.LengthBytes, nameof(slices));
            CheckMemory(slice.Address, slice.LengthBytes);
            length = checked(length + slice.LengthBytes);
        }

        return length;
    }

    private void CheckMemory(nint address, nint length)
    {
        if ((address & (memoryAlignment - 1)) != 0 || (length & (alignment - 1)) != 0)
        {
            throw new ArgumentException($"Memory at 0x{address:X}, {length} bytes, for a page channel of '{file.Name}' is not aligned to {memoryAlignment} (address) and {alignment} (length).");
        }
    }
}
