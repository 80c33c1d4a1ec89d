using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>What a client has negotiated, and the way from a message to its answer.</summary>
/// <remarks>Source: QEMU docs/interop/qmp-spec.rst; error texts as QEMU 10 gives them.</remarks>
internal sealed class QmpSession(CommandTable table)
{
    private const string Execute1 = "execute";
    private const string ExecuteOob = "exec-oob";

    private volatile bool _isReady;
    private volatile bool _hasOob;

    /// <summary>Whether capabilities were negotiated: events are sent from then on.</summary>
    public bool IsReady => _isReady;

    /// <summary>Whether a message shall be done at once, beside the ones that wait.</summary>
    public bool IsOutOfBand(JsonNode? message) => _hasOob && message is JsonObject map && map.ContainsKey(ExecuteOob);

    /// <summary>Does what a message asks for.</summary>
    /// <param name="message">The message, any JSON.</param>
    /// <param name="descriptors">What came with it.</param>
    /// <param name="cancellation">The client is gone, or the machine.</param>
    public QmpReply Execute(JsonNode? message, DescriptorBatch descriptors, CancellationToken cancellation)
    {
        JsonNode? id = null;
        bool hasId = message is JsonObject map && map.TryGetPropertyValue("id", out id);
        JsonObject body;
        Action? afterReply = null;
        try
        {
            CommandCall call = Parse(message, descriptors, cancellation, out QmpCommand command);
            JsonNode? result = Invoke(command, call);
            afterReply = call.AfterReply;
            body = new JsonObject { ["return"] = result ?? new JsonObject() };
        }
        catch (QmpException e)
        {
            body = QmpReply.ErrorOf(e);
        }

        if (hasId)
        {
            body["id"] = id?.DeepClone();
        }

        return new QmpReply(body) { AfterReply = afterReply };
    }

    private CommandCall Parse(JsonNode? message, DescriptorBatch descriptors, CancellationToken cancellation, out QmpCommand command)
    {
        if (message is not JsonObject map)
        {
            throw new QmpException("QMP input must be a JSON object");
        }

        string? name = null;
        bool isOob = false;
        JsonObject? arguments = null;
        foreach ((string key, JsonNode? value) in map)
        {
            switch (key)
            {
                case Execute1 or ExecuteOob when key == Execute1 || _hasOob:
                    if (name is not null)
                    {
                        throw new QmpException("QMP input member 'execute' clashes with 'exec-oob'");
                    }

                    name = value is JsonValue text && text.TryGetValue(out string? word) ? word : throw new QmpException($"QMP input member '{key}' must be a string");
                    isOob = key == ExecuteOob;
                    break;
                case "arguments":
                    arguments = value as JsonObject ?? throw new QmpException("QMP input member 'arguments' must be an object");
                    break;
                case "id":
                    break;
                default:
                    throw new QmpException($"QMP input member '{key}' is unexpected");
            }
        }

        command = Find(name ?? throw new QmpException("QMP input lacks member 'execute'"), isOob);
        arguments ??= [];
        command.Arguments.Check(arguments, string.Empty);
        return new CommandCall(arguments, descriptors, cancellation);
    }

    private QmpCommand Find(string name, bool isOob)
    {
        QmpCommand? command = table.Find(name);
        if (!_isReady && command is not { IsNegotiation: true })
        {
            throw new QmpException(QmpException.CommandNotFound, "Expecting capabilities negotiation with 'qmp_capabilities'");
        }

        if (command is null)
        {
            throw new QmpException(QmpException.CommandNotFound, $"The command {name} has not been found");
        }

        if (_isReady && command.IsNegotiation)
        {
            throw new QmpException(QmpException.CommandNotFound, "Capabilities negotiation is already complete, command ignored");
        }

        return !isOob || command.AllowsOob ? command : throw new QmpException($"The command {name} does not support OOB");
    }

    private JsonNode? Invoke(QmpCommand command, CommandCall call)
    {
        if (command.IsNegotiation)
        {
            _hasOob = call.Arguments["enable"] is JsonArray { Count: > 0 };
            _isReady = true;
            return null;
        }

        return CommandGuard.Run(() => command.Run(call), call.Cancellation);
    }
}
