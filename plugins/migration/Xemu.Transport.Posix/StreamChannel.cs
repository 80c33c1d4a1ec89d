using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A channel of bytes in order: a pipe or a socket. Calls that wait are woken by the stream's <see cref="AbortSignal"/>.</summary>
internal sealed unsafe class StreamChannel : IMigrationChannel, IDisposable
{
    private const int MostSlices = 1024;

    /// <summary>What a pipe takes without blocking once poll says so (PIPE_BUF).</summary>
    private const int PipeBuffer = 4096;

    private readonly ByteStream _stream;
    private readonly Descriptor _descriptor;
    private readonly StreamKind _kind;

    public StreamChannel(ByteStream stream, Descriptor descriptor, StreamKind kind)
    {
        _stream = stream;
        _descriptor = descriptor;
        _kind = kind;
    }

    public void Write(ulong position, ReadOnlySpan<byte> source)
    {
        fixed (byte* memory = source)
        {
            Run([new IoSlice((nint)memory, source.Length)], isWrite: true);
        }
    }

    public void Read(ulong position, Span<byte> destination)
    {
        fixed (byte* memory = destination)
        {
            Run([new IoSlice((nint)memory, destination.Length)], isWrite: false);
        }
    }

    public void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices) => Run(slices, isWrite: true);

    public void ReadVectored(ulong position, ReadOnlySpan<IoSlice> slices) => Run(slices, isWrite: false);

    public void Dispose() => _descriptor.Dispose();

    private void Run(ReadOnlySpan<IoSlice> slices, bool isWrite)
    {
        _stream.Require(isWrite);
        nint done = 0;
        while (true)
        {
            while (!slices.IsEmpty && done >= slices[0].LengthBytes)
            {
                done -= slices[0].LengthBytes;
                slices = slices[1..];
            }

            if (slices.IsEmpty)
            {
                return;
            }

            _stream.Require(isWrite);
            done += Call(slices, done, isWrite);
        }
    }

    /// <summary>One call: of the rest of the first slice when it is begun, else of as many as the host takes. Gives 0 after waiting.</summary>
    private nint Call(ReadOnlySpan<IoSlice> slices, nint done, bool isWrite)
    {
        if (_kind == StreamKind.BlockingPipe)
        {
            _stream.Signal.Wait(_descriptor, isWrite ? Libc.PollOut : Libc.PollIn);
            _stream.Require(isWrite);
        }

        nint count;
        fixed (IoSlice* first = slices)
        {
            nint rest = first->LengthBytes - done;
            if (done > 0 || (_kind == StreamKind.BlockingPipe && isWrite))
            {
                // SAFETY: within the slice, which outlives the call.
                IoSlice cut = new(first->Address + done, _kind == StreamKind.BlockingPipe ? Math.Min(rest, PipeBuffer) : rest);
                count = Call(&cut, 1, isWrite);
            }
            else
            {
                count = Call(first, Math.Min(slices.Length, MostSlices), isWrite);
            }
        }

        if (count > 0)
        {
            return count;
        }

        if (count == 0)
        {
            // Nothing is written where there was something to write: does not happen; nothing is read: the end.
            _stream.Require(isWrite);
            throw isWrite ? Errno.Exception($"Writing to '{_stream.Name}'", Errno.InputOutput) : _stream.Ended();
        }

        int errno = Errno.Last;
        if (errno == Errno.Again)
        {
            _stream.Signal.Wait(_descriptor, isWrite ? Libc.PollOut : Libc.PollIn);
        }
        else if (errno != Errno.Interrupted)
        {
            _stream.Require(isWrite);
            throw Failed(errno, isWrite);
        }

        return 0;
    }

    private nint Call(IoSlice* slices, int count, bool isWrite)
    {
        if (_kind == StreamKind.Socket)
        {
            var message = new Libc.MessageHeader { Slices = slices, SliceCount = count };
            return isWrite
                ? Libc.sendmsg(_descriptor, &message, Libc.MsgDontWait | Libc.MsgNoSignal)
                : Libc.recvmsg(_descriptor, &message, Libc.MsgDontWait);
        }

        return isWrite ? Libc.writev(_descriptor, slices, count) : Libc.readv(_descriptor, slices, count);
    }

    private IOException Failed(int errno, bool isWrite) => errno is Errno.BrokenPipe or Errno.ConnectionReset
        ? new IOException($"The {(isWrite ? "reader" : "writer")} at the other end of '{_stream.Name}' is gone: {Errno.Text(errno)}{_stream.Report()}.", errno)
        : Errno.Exception($"{(isWrite ? "Writing to" : "Reading from")} '{_stream.Name}'", errno);
}
