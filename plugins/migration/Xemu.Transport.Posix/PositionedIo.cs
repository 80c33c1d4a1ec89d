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
    /// <remarks>A short call's remainder is cut down to the alignment, because an O_DIRECT descriptor refuses other positions.</remarks>
    public static void Write(SeekableFile file, Descriptor fd, ulong position, byte* memory, nint length, int alignment)
    {
        nint done = 0;
        while (done < length)
        {
            file.ThrowIfClosed();
            nint count = Libc.pwrite(fd, memory + done, Math.Min(length - done, LargestCall), (long)position + done);
            if (count > 0)
            {
                nint whole = Whole(done + count, length, alignment);
                if (whole <= done)
                {
                    throw Failed(file, length, position, Errno.InputOutput);
                }

                done = whole;
            }
            else if (count == 0 || Errno.Last != Errno.Interrupted)
            {
                throw Failed(file, length, position, count == 0 ? Errno.NoSpace : Errno.Last);
            }
        }
    }

    /// <summary>Reads all of a piece of memory.</summary>
    public static void Read(SeekableFile file, Descriptor fd, ulong position, byte* memory, nint length, int alignment)
    {
        nint done = 0;
        while (done < length)
        {
            file.ThrowIfClosed();
            nint count = Libc.pread(fd, memory + done, Math.Min(length - done, LargestCall), (long)position + done);
            if (count > 0)
            {
                nint whole = Whole(done + count, length, alignment);
                if (whole <= done)
                {
                    // Less than a block: nothing but the end of the file cuts it so.
                    throw file.Ended(position, length);
                }

                done = whole;
            }
            else if (count == 0)
            {
                throw file.Ended(position, length);
            }
            else if (Errno.Last != Errno.Interrupted)
            {
                throw Errno.Exception(file.Doing("Reading", length, position), Errno.Last);
            }
        }
    }

    /// <summary>Writes slices that follow one another.</summary>
    public static void Write(SeekableFile file, Descriptor fd, ulong position, ReadOnlySpan<IoSlice> slices, int alignment)
    {
        while (!slices.IsEmpty)
        {
            file.ThrowIfClosed();
            int window = Window(slices, out nint length);
            nint count;
            fixed (IoSlice* first = slices)
            {
                // SAFETY: IoSlice is laid out as struct iovec, and the window is no longer than the span.
                count = Libc.pwritev(fd, first, window, (long)position);
            }

            if (count < 0 && Errno.Last != Errno.Interrupted)
            {
                throw Failed(file, length, position, Errno.Last);
            }

            Rest rest = Advance(slices, Math.Max(count, 0));
            if (rest.Done > 0)
            {
                IoSlice cut = slices[rest.Slices];
                Write(file, fd, position + (ulong)(count - rest.Done) + (ulong)Down(rest.Done, alignment), (byte*)cut.Address + Down(rest.Done, alignment), cut.LengthBytes - Down(rest.Done, alignment), alignment);
                position += (ulong)(count - rest.Done) + (ulong)cut.LengthBytes;
                slices = slices[(rest.Slices + 1)..];
            }
            else if (count == 0 && length > 0)
            {
                throw Failed(file, length, position, Errno.NoSpace);
            }
            else
            {
                position += (ulong)Math.Max(count, 0);
                slices = slices[rest.Slices..];
            }
        }
    }

    /// <summary>Reads slices that follow one another.</summary>
    public static void Read(SeekableFile file, Descriptor fd, ulong position, ReadOnlySpan<IoSlice> slices, int alignment)
    {
        while (!slices.IsEmpty)
        {
            file.ThrowIfClosed();
            int window = Window(slices, out nint length);
            nint count;
            fixed (IoSlice* first = slices)
            {
                // SAFETY: as above.
                count = Libc.preadv(fd, first, window, (long)position);
            }

            if (count < 0 && Errno.Last != Errno.Interrupted)
            {
                throw Errno.Exception(file.Doing("Reading", length, position), Errno.Last);
            }

            Rest rest = Advance(slices, Math.Max(count, 0));
            if (rest.Done > 0)
            {
                IoSlice cut = slices[rest.Slices];
                Read(file, fd, position + (ulong)(count - rest.Done) + (ulong)Down(rest.Done, alignment), (byte*)cut.Address + Down(rest.Done, alignment), cut.LengthBytes - Down(rest.Done, alignment), alignment);
                position += (ulong)(count - rest.Done) + (ulong)cut.LengthBytes;
                slices = slices[(rest.Slices + 1)..];
            }
            else if (count == 0 && length > 0)
            {
                throw file.Ended(position, length);
            }
            else
            {
                position += (ulong)Math.Max(count, 0);
                slices = slices[rest.Slices..];
            }
        }
    }

    /// <summary>What to tell of a write that failed.</summary>
    /// <remarks>
    /// Where the limit on file sizes lies within a write, the kernel first cuts the write down to the limit and then, with O_DIRECT, refuses what is left for its
    /// alignment (Linux fs/read_write.c, generic_write_checks): that the limit is the cause must be found out.
    /// </remarks>
    private static IOException Failed(SeekableFile file, nint length, ulong position, int errno)
    {
        bool isLimit = errno is Errno.Invalid or Errno.InputOutput && Libc.FileSizeLimit is { } limit && position + (ulong)length > limit;
        return Errno.Exception(file.Doing("Writing", length, position), isLimit ? Errno.FileTooBig : errno);
    }

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
