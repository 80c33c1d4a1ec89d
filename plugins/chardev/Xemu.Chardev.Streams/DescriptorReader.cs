using System.Runtime.InteropServices;

namespace Xemu.Chardev.Streams;

/// <summary>Reads a descriptor on a thread of its own, which ends at the end of the input or when disposed.</summary>
internal sealed class DescriptorReader : IDisposable
{
    private readonly int _descriptor;
    private readonly ReadOnlySpanAction _received;
    private readonly int[] _wakePipe = new int[2];
    private readonly Thread _thread;

    /// <summary>Starts reading.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="descriptor">The descriptor; it stays open.</param>
    /// <param name="received">Called on the thread; false ends it.</param>
    public DescriptorReader(string name, int descriptor, ReadOnlySpanAction received)
    {
        _descriptor = descriptor;
        _received = received;
        if (Libc.Pipe(_wakePipe) != 0)
        {
            throw new IOException($"No pipe could be made (error {Marshal.GetLastPInvokeError()}); raise the limit of open files.");
        }

        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes bytes.</summary>
    /// <returns>Whether to go on.</returns>
    public delegate bool ReadOnlySpanAction(ReadOnlySpan<byte> data);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Libc.close(_wakePipe[1]);
        _thread.Join();
        _ = Libc.close(_wakePipe[0]);
    }

    private void Run()
    {
        Span<byte> buffer = stackalloc byte[4096];
        Span<Libc.PollFd> watched = stackalloc Libc.PollFd[2];
        while (true)
        {
            watched[0] = new Libc.PollFd { Fd = _descriptor, Events = Libc.PollIn };
            watched[1] = new Libc.PollFd { Fd = _wakePipe[0], Events = Libc.PollIn };
            if (Libc.poll(watched, 2, -1) < 0)
            {
                if (Marshal.GetLastPInvokeError() == Libc.EIntr)
                {
                    continue;
                }

                return;
            }

            if (watched[1].Returned != 0)
            {
                return;
            }

            nint count = Libc.read(_descriptor, buffer, buffer.Length);
            if (count < 0 && Marshal.GetLastPInvokeError() is Libc.EIntr or Libc.EAgain)
            {
                continue;
            }

            if (count <= 0 || !_received(buffer[..(int)count]))
            {
                return;
            }
        }
    }
}
