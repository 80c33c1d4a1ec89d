using System.Net.Sockets;

namespace Xemu.Monitor.Qmp;

/// <summary>What a client shall receive. A client that does not read holds its own commands up, and is dropped when events pile up.</summary>
internal sealed class OutputQueue
{
    /// <summary>Bytes of replies beyond which the next command waits.</summary>
    public const int RoomBytes = 1 << 20;

    /// <summary>Bytes and lines beyond which an event drops the client.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>See <see cref="MostBytes"/>.</summary>
    public const int MostLines = 4096;

    private readonly object _gate = new();
    private readonly Queue<byte[]> _lines = new();
    private int _bytes;
    private bool _isClosed;
    private bool _isComplete;

    /// <summary>Adds a reply; dropped when the client is gone.</summary>
    public void Add(byte[] line)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isComplete)
            {
                _lines.Enqueue(line);
                _bytes += line.Length;
                System.Threading.Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Adds an event.</summary>
    /// <returns>False when the client has left too much unread.</returns>
    public bool TryAddEvent(byte[] line)
    {
        lock (_gate)
        {
            if (_bytes + line.Length > MostBytes || _lines.Count >= MostLines)
            {
                return false;
            }
        }

        Add(line);
        return true;
    }

    /// <summary>Waits until the client has read enough for another command.</summary>
    /// <returns>False when it is gone.</returns>
    public bool WaitForRoom()
    {
        lock (_gate)
        {
            while (_bytes > RoomBytes && !_isClosed)
            {
                _ = System.Threading.Monitor.Wait(_gate);
            }

            return !_isClosed;
        }
    }

    /// <summary>Takes no more; what is there still goes out.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            System.Threading.Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Drops everything.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _lines.Clear();
            _bytes = 0;
            System.Threading.Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sends until the queue is closed, or complete and empty. The writer's thread.</summary>
    /// <param name="socket">Where to.</param>
    /// <exception cref="SocketException">The client is gone.</exception>
    public void Pump(Socket socket)
    {
        while (true)
        {
            byte[] line;
            lock (_gate)
            {
                while (_lines.Count == 0 && !_isClosed && !_isComplete)
                {
                    _ = System.Threading.Monitor.Wait(_gate);
                }

                if (!_lines.TryDequeue(out byte[]? next))
                {
                    return;
                }

                line = next;
            }

            for (int sent = 0; sent < line.Length;)
            {
                sent += socket.Send(line.AsSpan(sent));
            }

            lock (_gate)
            {
                _bytes -= _isClosed ? 0 : line.Length;
                System.Threading.Monitor.PulseAll(_gate);
            }
        }
    }
}
