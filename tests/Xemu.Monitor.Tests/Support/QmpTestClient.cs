using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Tests;

/// <summary>A client that sends what a test says, byte by byte if need be.</summary>
internal sealed unsafe partial class QmpTestClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<byte> _rest = [];

    public QmpTestClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _socket.ReceiveTimeout = 30_000;
        _socket.SendTimeout = 30_000;
    }

    /// <summary>Events that came while something else was waited for.</summary>
    public List<JsonObject> Events { get; } = [];

    public Socket Socket => _socket;

    public void Send(string text) => _socket.Send(Encoding.UTF8.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Sends bytes with descriptors.</summary>
    public void Send(string text, params int[] descriptors)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[] control = new byte[16 + ((descriptors.Length * 4) + 7 & ~7)];
        BitConverter.TryWriteBytes(control, (ulong)(16 + (descriptors.Length * 4)));
        BitConverter.TryWriteBytes(control.AsSpan(8), 1);
        BitConverter.TryWriteBytes(control.AsSpan(12), 1);
        MemoryMarshal.AsBytes<int>(descriptors).CopyTo(control.AsSpan(16));
        fixed (byte* data = bytes)
        {
            fixed (byte* rights = control)
            {
                nint* piece = stackalloc nint[] { (nint)data, bytes.Length };
                nint* message = stackalloc nint[] { 0, 0, (nint)piece, 1, (nint)rights, control.Length, 0 };
                Assert.Equal(bytes.Length, sendmsg(_socket.SafeHandle, message, 0));
            }
        }
    }

    /// <summary>The next line, or null at the end.</summary>
    public string? ReadLine()
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            int end = _rest.IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.UTF8.GetString([.. _rest.Take(end)]);
                _rest.RemoveRange(0, end + 1);
                return line.TrimEnd('\r');
            }

            int count;
            try
            {
                count = _socket.Receive(buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return null;
            }

            if (count == 0)
            {
                return null;
            }

            _rest.AddRange(buffer.AsSpan(0, count));
        }
    }

    /// <summary>The next answer; events go into <see cref="Events"/>.</summary>
    public JsonObject Read()
    {
        while (true)
        {
            string line = ReadLine() ?? throw new EndOfStreamException("The monitor has hung up.");
            JsonObject message = JsonNode.Parse(line)!.AsObject();
            if (!message.ContainsKey("event"))
            {
                return message;
            }

            Events.Add(message);
        }
    }

    /// <summary>Waits for an event.</summary>
    public JsonObject Expect(string name)
    {
        while (true)
        {
            if (Events.Find(e => (string?)e["event"] == name) is { } found)
            {
                Events.Remove(found);
                return found;
            }

            Events.Add(JsonNode.Parse(ReadLine() ?? throw new EndOfStreamException($"{name} did not come."))!.AsObject());
        }
    }

    public JsonObject Execute(string text)
    {
        Send(text + "\n");
        return Read();
    }

    /// <summary>Runs a command that shall succeed.</summary>
    public JsonNode Run(string command, string arguments = "{}")
    {
        JsonObject answer = Execute($$"""{"execute":"{{command}}","arguments":{{arguments}}}""");
        Assert.True(answer.ContainsKey("return"), answer.ToJsonString());
        return answer["return"]!;
    }

    /// <summary>Runs a command that shall fail and gives <c>Class: text</c>.</summary>
    public string Fail(string command, string arguments = "{}") => ErrorOf(Execute($$"""{"execute":"{{command}}","arguments":{{arguments}}}"""));

    public static string ErrorOf(JsonObject answer)
    {
        Assert.True(answer.ContainsKey("error"), answer.ToJsonString());
        return $"{(string?)answer["error"]!["class"]}: {(string?)answer["error"]!["desc"]}";
    }

    public string Human(string line) => (string)Run("human-monitor-command", $$"""{"command-line":{{JsonValue.Create(line).ToJsonString()}}}""")!;

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(SafeHandle socket, nint* message, int flags);
}
