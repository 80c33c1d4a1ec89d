using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>pread, pwrite and their vectored forms until everything is done: interrupted and short calls go on where they stopped.</summary>
internal static unsafe class PositionedIo
{
    /// <summary>Most bytes a call, so that giving up is noticed soon.</summary>
    private const int LargestCall = 16 << 20;

    /// <summary>IOV_MAX of Linux.</summary>
    private const int MostSlices = 1024;

    /// <summary>Writes all of a piece of memory.</summary>
    public static void Write(SeekableFile file, Descriptor fd, ulong position, byte* memory, nint length, int alignment) =>
        Transfer(isWrite: true, file, fd, position, memory, length, alignment);

    /// <summary>Reads all of a piece of memory.</summary>
    public static void Read(SeekableFile file, Descriptor fd, ulong position, byte* memory, nint length, int alignment) =>
        Transfer(isWrite: false, file, fd, position, memory, length, alignment);

    /// <summary>Writes slices that follow one another.</summary>
    public static void Write(SeekableFile file, Descriptor fd, ulong position, ReadOnlySpan<IoSlice> slices, int alignment) =>
        Transfer(isWrite: true, file, fd, position, slices, alignment);

    /// <summary>Reads slices that follow one another.</summary>
    public static void Read(SeekableFile file, Descriptor fd, ulong position, ReadOnlySpan<IoSlice> slices, int alignment) =>
        Transfer(isWrite: false, file, fd, position, slices, alignment);

    /// <remarks>A short call's remainder is cut down to the alignment, because an O_DIRECT descriptor refuses other positions.</remarks>
    private static void Transfer(bool isWrite, SeekableFile file, Descriptor fd, ulong position, byte* memory, nint length, int alignment)
    {
        nint done = 0;
        while (done < length)
        {
            file.ThrowIfClosed();
            nint piece = Math.Min(length - done, LargestCall);
            long at = (long)position + done;
            nint count = isWrite ? Libc.pwrite(fd, memory + done, piece, at) : Libc.pread(fd, memory + done, piece, at);
            if (count > 0)
            {
                nint whole = Whole(done + count, length, alignment);
                done = whole > done ? whole : throw Stuck(isWrite, file, length, position, Errno.InputOutput);
            }
            else if (count == 0)
            {
                throw Stuck(isWrite, file, length, position, Errno.NoSpace);
            }
            else if (Errno.Last is not Errno.Interrupted and int error)
            {
                throw Failed(isWrite, file, length, position, error);
            }
        }
    }

    private static void Transfer(bool isWrite, SeekableFile file, Descriptor fd, ulong position, ReadOnlySpan<IoSlice> slices, int alignment)
    {
        while (!slices.IsEmpty)
        {
            file.ThrowIfClosed();
            int window = Window(slices, out nint length);
            nint count;
            fixed (IoSlice* first = slices)
            {
                // SAFETY: IoSlice is laid out as struct iovec, and the window is no longer than the span.
                count = isWrite ? Libc.pwritev(fd, first, window, (long)position) : Libc.preadv(fd, first, window, (long)position);
            }

            if (count < 0 && Errno.Last is not Errno.Interrupted and int error)
            {
                throw Failed(isWrite, file, length, position, error);
            }

            Rest rest = Advance(slices, Math.Max(count, 0));
            if (rest.Done > 0)
            {
                IoSlice cut = slices[rest.Slices];
                nint kept = Down(rest.Done, alignment);
                Transfer(isWrite, file, fd, position + (ulong)(count - rest.Done) + (ulong)kept, (byte*)cut.Address + kept, cut.LengthBytes - kept, alignment);
                position += (ulong)(count - rest.Done) + (ulong)cut.LengthBytes;
                slices = slices[(rest.Slices + 1)..];
            }
            else if (count == 0 && length > 0)
            {
                throw Stuck(isWrite, file, length, position, Errno.NoSpace);
            }
            else
            {
                position += (ulong)Math.Max(count, 0);
                slices = slices[rest.Slices..];
            }
        }
    }

    /// <remarks>
    /// Where the limit on file sizes lies within a write, the kernel first cuts the write down to the limit and then, with O_DIRECT, refuses what is left for its
    /// alignment (Linux fs/read_write.c, generic_write_checks): that the limit is the cause must be found out.
    /// </remarks>
    private static IOException Failed(bool isWrite, SeekableFile file, nint length, ulong position, int error)
    {
        bool isLimit = isWrite && error is (Errno.Invalid or Errno.InputOutput) && Libc.FileSizeLimit is { } limit && position + (ulong)length > limit;
        return Errno.Exception(file.Doing(isWrite ? "Writing" : "Reading", length, position), isLimit ? Errno.FileTooBig : error);
    }

    /// <summary>Nothing more goes through, without an error: a file that is read ends there, one that is written has <paramref name="error"/>.</summary>
    private static IOException Stuck(bool isWrite, SeekableFile file, nint length, ulong position, int error) =>
        isWrite ? Failed(isWrite, file, length, position, error) : file.Ended(position, length);

    private static nint Down(nint value, int alignment) => value & ~(nint)(alignment - 1);

    /// <summary>How far a call got, in whole blocks unless it got to the end.</summary>
    private static nint Whole(nint done, nint length, int alignment) => done == length ? done : Down(done, alignment);

    /// <summary>How many slices one call takes.</summary>
    private static int Window(ReadOnlySpan<IoSlice> slices, out nint length)
    {
        int count = 0;
        length = 0;
        while (count < slices.Length && count < MostSlices && length < LargestCall)
        {
            length += slices[count++].LengthBytes;
        }

        return count;
    }

    /// <summary>Slices done in whole, empty ones behind them as well, and how much of the next.</summary>
    private static Rest Advance(ReadOnlySpan<IoSlice> slices, nint count)
    {
        int whole = 0;
        while (whole < slices.Length && count >= slices[whole].LengthBytes)
        {
            count -= slices[whole++].LengthBytes;
        }

        return new Rest(whole, count);
    }

    private readonly record struct Rest(int Slices, nint Done);
}
