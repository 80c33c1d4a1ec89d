using System.Text;
using Xemu.Transport.Posix;

namespace Xemu.Transport.Exec;

/// <summary>Takes what a command says on standard error, and keeps the end of it.</summary>
internal sealed unsafe class ErrorTail : IDisposable
{
    private const int Kept = 1024;

    private readonly Descriptor _pipe;
    private readonly AbortSignal _stop = new();
    private readonly List<byte> _tail = [];
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Starts reading.</summary>
    /// <param name="pipe">The reading end, which does not block; belongs to this.</param>
    public ErrorTail(Descriptor pipe)
    {
        _pipe = pipe;
        _thread = new Thread(Read) { Name = "exec errors", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What was said last, on one line.</summary>
    public string Text
    {
        get
        {
            lock (_tail)
            {
                string text = Encoding.UTF8.GetString([.. _tail]).Trim();
                return string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
            }
        }
    }

    /// <summary>Reads what is there and ends; somebody who keeps the pipe open is not waited for.</summary>
    public void Stop()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _stop.Set();
            _thread.Join();
        }
    }

    public void Dispose()
    {
        Stop();
        _pipe.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        byte* buffer = stackalloc byte[Kept];
        while (true)
        {
            bool isLast = _isStopping;
            nint count = Libc.read(_pipe, buffer, Kept);
            int errno = count < 0 ? Errno.Last : 0;
            if (count > 0)
            {
                Keep(new ReadOnlySpan<byte>(buffer, (int)count));
            }
            else if (count == 0 || isLast || errno is not (Errno.Again or Errno.Interrupted))
            {
                return;
            }
            else
            {
                _stop.Wait(_pipe, Libc.PollIn);
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_tail)
        {
            _tail.AddRange(bytes);
            _tail.RemoveRange(0, Math.Max(0, _tail.Count - Kept));
        }
    }
}
