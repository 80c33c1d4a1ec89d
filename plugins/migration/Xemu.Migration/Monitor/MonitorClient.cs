using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Xemu.Migration;

/// <summary>A client of a machine's QEMU Machine Protocol monitor: one command at a time. Source: QEMU docs/interop/qmp-spec.rst.</summary>
internal sealed class MonitorClient : IDisposable
{
    private const int MostLineBytes = 1 << 20;

    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[1 << 14];
    private readonly List<byte> _line = [];
    private int _from;
    private int _to;
    private int _id;

    /// <summary>Connects and negotiates.</summary>
    /// <param name="address">See <see cref="MonitorAddress.Connect"/>.</param>
    /// <exception cref="IOException">No monitor is there.</exception>
    public MonitorClient(string? address)
    {
        _stream = new NetworkStream(MonitorAddress.Connect(address), ownsSocket: true);
        try
        {
            if (Read()["QMP"] is not JsonObject greeting)
            {
                throw new IOException("Whoever listens there is no monitor of a machine; name the address given with --qmp.");
            }

            bool hasOob = greeting["capabilities"] is JsonArray capabilities && capabilities.Any(static c => c?.GetValueKind() == JsonValueKind.String && (string)c! == "oob");
            _ = Call("qmp_capabilities", hasOob ? new JsonObject { ["enable"] = new JsonArray("oob") } : null, default);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its arguments, or null.</param>
    /// <param name="cancellation">While the command has no answer: gives the migration up that it may be starting.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="IOException">The machine refuses, in its words, or is gone.</exception>
    public JsonNode? Call(string command, JsonObject? arguments, CancellationToken cancellation)
    {
        int id = ++_id;
        var message = new JsonObject { ["execute"] = command, ["id"] = id };
        if (arguments is not null)
        {
            message["arguments"] = arguments;
        }

        Write(message);
        using CancellationTokenRegistration registration = cancellation.Register(() => Write(new JsonObject { ["exec-oob"] = "migrate_cancel", ["id"] = "cancel" }));
        while (true)
        {
            JsonObject answer = Read();
            if (answer["id"] is not JsonValue value || !value.TryGetValue(out int number) || number != id)
            {
                // An event, or the answer to a cancel.
                continue;
            }

            return answer["error"] is JsonObject error
                ? throw new IOException((string?)error["desc"] ?? "The machine refused without a reason.")
                : answer["return"];
        }
    }

    public void Dispose() => _stream.Dispose();

    private void Write(JsonObject message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message.ToJsonString() + "\n");
        lock (_stream)
        {
            _stream.Write(bytes);
        }
    }

    private JsonObject Read()
    {
        try
        {
            return JsonNode.Parse(ReadLine()) as JsonObject ?? throw new IOException("The monitor sent something that is no object.");
        }
        catch (JsonException e)
        {
            throw new IOException("Whoever listens there is no monitor of a machine; name the address given with --qmp.", e);
        }
    }

    private byte[] ReadLine()
    {
        _line.Clear();
        while (true)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, _stream.Read(_buffer));
                if (_to == 0)
                {
                    throw new IOException("The machine has ended.");
                }
            }

            byte next = _buffer[_from++];
            if (next == (byte)'\n')
            {
                return [.. _line];
            }

            _line.Add(next);
            if (_line.Count > MostLineBytes)
            {
                throw new IOException($"The monitor sent a line of more than {MostLineBytes} bytes.");
            }
        }
    }
}
