using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>A client: one thread reads and does what is out of band, one does the commands in order, one writes.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Most bytes of a command, and of brackets open at once.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>See <see cref="MostBytes"/>.</summary>
    public const int MostDepth = 128;

    /// <summary>Commands that wait; a client that sends more is not read from until one is done.</summary>
    private const int MostWaiting = 8;

    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly bool _isUnix;
    private readonly QmpSession _session;
    private readonly Action<Connection> _ended;
    private readonly OutputQueue _output = new();
    private readonly BlockingCollection<(JsonNode? Message, QmpException? Error, DescriptorBatch Descriptors)> _waiting = new(MostWaiting);
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _undoable;
    private readonly Thread _reader;
    private readonly Thread _worker;
    private readonly Thread _writer;
    private int _left = 3;

    /// <summary>Takes a client over.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="isUnix">Whether descriptors can come.</param>
    /// <param name="table">The commands.</param>
    /// <param name="name">For the threads.</param>
    /// <param name="ended">Called once every thread is about to end.</param>
    /// <param name="machineEnded">Cancelled when no command can be done any more.</param>
    public Connection(Socket socket, bool isUnix, CommandTable table, string name, Action<Connection> ended, CancellationToken machineEnded)
    {
        _socket = socket;
        _isUnix = isUnix;
        _ended = ended;
        _session = new QmpSession(table);
        _undoable = CancellationTokenSource.CreateLinkedTokenSource(machineEnded, _gone.Token);
        _reader = new Thread(() => Run(Read, _waiting.CompleteAdding)) { Name = $"{name} reader", IsBackground = true };
        _worker = new Thread(() => Run(Work, _output.Complete)) { Name = $"{name} worker", IsBackground = true };
        _writer = new Thread(() => Run(Write, Hang)) { Name = $"{name} writer", IsBackground = true };
    }

    /// <summary>Greets the client and begins to listen to it.</summary>
    /// <param name="greeting">The first line.</param>
    public void Start(byte[] greeting)
    {
        _output.Add(greeting);
        _writer.Start();
        _worker.Start();
        _reader.Start();
    }

    /// <summary>Tells of an event; any thread, returns at once.</summary>
    public void Tell(byte[] line)
    {
        if (_session.IsReady && !_output.TryAddEvent(line))
        {
            Hang();
        }
    }

    /// <summary>Ends the connection: what was answered still goes out, for a second at most.</summary>
    public void Finish()
    {
        _gone.Cancel();
        _waiting.CompleteAdding();
        _ = _worker.Join(FlushLimit);
        _output.Complete();
        _ = _writer.Join(FlushLimit);
        Hang();
        _reader.Join();
        _worker.Join();
        _writer.Join();
        Dispose();
    }

    /// <summary>Frees what the connection holds; its threads are done or about to be.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _undoable.Dispose();
        _gone.Dispose();
        _waiting.Dispose();
    }

    private void Hang()
    {
        _output.Close();
        try
        {
            _gone.Cancel();
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was gone already.
        }
    }

    /// <summary>Runs a thread's part and then says what that means for the others.</summary>
    private void Run(Action part, Action afterwards)
    {
        try
        {
            part();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or the monitor ends.
        }

        afterwards();
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ended(this);
        }
    }

    // What waits is still done after the client's last byte: scripts close their side first. The writer ends when that is out.
    private void Write() => _output.Pump(_socket);

    private void Work()
    {
        foreach ((JsonNode? message, QmpException? error, DescriptorBatch descriptors) in _waiting.GetConsumingEnumerable())
        {
            try
            {
                if (_output.WaitForRoom())
                {
                    Answer(message, error, descriptors);
                }
            }
            finally
            {
                descriptors.Release();
            }
        }
    }

    private void Answer(JsonNode? message, QmpException? error, DescriptorBatch descriptors)
    {
        QmpReply reply = error is not null ? QmpReply.Of(error) : _session.Execute(message, descriptors, _undoable.Token);
        _output.Add(reply.ToLine());
        reply.AfterReply?.Invoke();
    }

    private void Read()
    {
        var framer = new JsonFramer(MostBytes, MostDepth);
        byte[] buffer = new byte[16 << 10];
        List<int> descriptors = [];
        DescriptorBatch batch = new();
        bool isFirst = true;
        try
        {
            while (true)
            {
                int count = _isUnix ? Libc.Receive(_socket.SafeHandle, buffer, descriptors) : _socket.Receive(buffer);
                batch.Add(descriptors);
                descriptors.Clear();
                if (count == 0)
                {
                    return;
                }

                bool any = false;
                ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
                while (Next(framer, ref bytes, out JsonNode? message, out QmpException? error, out bool isLast))
                {
                    if (error is not null && isFirst)
                    {
                        // Not JSON: a browser that was tricked into talking to this port, say. Nothing is answered.
                        return;
                    }

                    isFirst = false;
                    any = true;
                    Take(message, error, batch);
                    if (isLast)
                    {
                        return;
                    }
                }

                if (any && framer.IsIdle)
                {
                    // What the commands of this piece do not take is closed; a blank that carries descriptors comes before its command.
                    batch.Release();
                    batch = new DescriptorBatch();
                }
            }
        }
        finally
        {
            batch.Release();
        }
    }

    private static bool Next(JsonFramer framer, ref ReadOnlySpan<byte> bytes, out JsonNode? message, out QmpException? error, out bool isLast)
    {
        message = null;
        error = null;
        isLast = false;
        try
        {
            if (!framer.TryTake(ref bytes))
            {
                return false;
            }
        }
        catch (QmpException e)
        {
            error = e;
            isLast = true;
            return true;
        }

        try
        {
            message = JsonParser.Parse(framer.Message, MostDepth);
        }
        catch (QmpException e)
        {
            error = e;
        }

        return true;
    }

    private void Take(JsonNode? message, QmpException? error, DescriptorBatch descriptors)
    {
        if (error is null && _session.IsOutOfBand(message))
        {
            if (_output.WaitForRoom())
            {
                Answer(message, error, descriptors);
            }
        }
        else
        {
            _waiting.Add((message, error, descriptors.Share()), _gone.Token);
        }
    }
}
