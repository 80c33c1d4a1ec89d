using System.Net.Sockets;
using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;

namespace Xemu.Chardev;

/// <summary>A serial line on a listening unix socket. Who connects gets what was kept, then what comes; the next client waits until he goes.</summary>
internal sealed class UnixChardev : IComponent, ICharacterDevice, IByteSink
{
    private const int LongestPath = 107;

    private readonly string _id;
    private readonly string _path;
    private readonly InputFeed _feed;
    private readonly OutputPump _output;
    private readonly Socket _listener;
    private Thread? _thread;
    private volatile Socket? _client;
    private volatile bool _closing;

    public UnixChardev(UnixOptions options, IComponentContext context)
    {
        _id = context.Id;
        _path = options.Path.FullPath;
        _listener = Listen(_id, _path);
        _feed = new InputFeed(context);
        _output = new OutputPump(_id + " output", this, (int)options.Buffer.Bytes, waitsForRoom: false);
        context.AddCounter("dropped", "Bytes that nobody came for", () => _output.Dropped);
    }

    bool IByteSink.IsReady => _client is not null;

    public void Write(ReadOnlySpan<byte> data) => _output.Write(data);

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Start()
    {
        if (_thread is null)
        {
            _thread = new Thread(Serve) { Name = _id + " socket", IsBackground = true };
            _thread.Start();
        }
    }

    public void Dispose()
    {
        _closing = true;
        _output.Dispose();
        _feed.Dispose();
        _listener.Dispose();
        HangUp(_client);
        _thread?.Join();
        File.Delete(_path);
    }

    void IByteSink.Write(ReadOnlySpan<byte> data)
    {
        Socket? client = _client;
        try
        {
            while (client is not null && !data.IsEmpty)
            {
                data = data[client.Send(data)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            HangUp(client);
            throw new IOException($"The client of '{_path}' is gone.", exception);
        }
    }

    private static Socket Listen(string id, string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new ComponentException($"Socket path '{path}' of '{id}' is longer than {LongestPath} bytes; choose a shorter one.");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            RemoveStale(id, path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                // Nobody can connect before Listen.
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(1);
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new ComponentException($"Socket '{path}' of '{id}' cannot be made; choose a path in a folder that exists and is yours.", exception);
        }
        catch (ComponentException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Removes the socket that a killed process left; refuses one that is alive, and any other file.</summary>
    private static void RemoveStale(string id, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new ComponentException($"'{path}' of '{id}' exists and is no socket; choose another path.");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new ComponentException($"Socket '{path}' of '{id}' is in use by another process; choose another path.");
    }

    private static bool IsSocket(string path)
    {
        // .NET tells sockets from files by nothing but this: a socket cannot be opened.
        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private void Serve()
    {
        var buffer = new byte[4096];
        while (!_closing)
        {
            try
            {
                using Socket client = _listener.Accept();
                _client = client;
                _output.Wake();
                while (!_closing && client.Receive(buffer) is int count and > 0 && _feed.Post(buffer.AsSpan(0, count)))
                {
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The client is gone, or Dispose has closed the sockets: the loop's condition tells.
            }

            _client = null;
        }
    }

    private static void HangUp(Socket? client)
    {
        try
        {
            client?.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was gone already.
        }
    }
}
