using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>The commands and events: what dispatch, argument checks, <c>query-commands</c>, <c>query-qmp-schema</c> and the documentation are made from.</summary>
internal sealed class CommandTable
{
    private readonly FrozenDictionary<string, QmpCommand> _byName;

    public CommandTable(IEnumerable<QmpCommand> commands, IReadOnlyList<QmpEvent> events)
    {
        Commands = [.. commands.OrderBy(static c => c.Name, StringComparer.Ordinal)];
        Events = events;
        _byName = Commands.ToFrozenDictionary(static c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<QmpCommand> Commands { get; }

    public IReadOnlyList<QmpEvent> Events { get; }

    public QmpCommand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The answer to <c>query-qmp-schema</c>: commands, events, then every type that they reach.</summary>
    public JsonArray Introspect()
    {
        var result = new JsonArray();
        Dictionary<string, QmpType> types = new(StringComparer.Ordinal);
        foreach (QmpCommand command in Commands)
        {
            var entry = new JsonObject
            {
                ["name"] = command.Name,
                ["meta-type"] = "command",
                ["arg-type"] = command.Arguments.Name,
                ["ret-type"] = command.Returns.Name,
            };
            if (command.AllowsOob)
            {
                entry["allow-oob"] = true;
            }

            result.Add(entry);
            Collect(command.Arguments, types);
            Collect(command.Returns, types);
        }

        foreach (QmpEvent item in Events)
        {
            result.Add(new JsonObject { ["name"] = item.Name, ["meta-type"] = "event", ["arg-type"] = item.Data.Name });
            Collect(item.Data, types);
        }

        foreach (QmpType type in types.Values)
        {
            JsonObject entry = type.Describe();
            entry["name"] = type.Name;
            result.Add(entry);
        }

        return result;
    }

    private static void Collect(QmpType type, Dictionary<string, QmpType> types)
    {
        if (types.TryAdd(type.Name, type))
        {
            foreach (QmpType part in type.Parts)
            {
                Collect(part, types);
            }
        }
    }
}
