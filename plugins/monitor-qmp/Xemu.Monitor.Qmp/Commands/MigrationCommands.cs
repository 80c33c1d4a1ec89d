using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>Saving, restoring and moving the machine.</summary>
internal static class MigrationCommands
{
    private static readonly QmpMember[] Target =
        [new("uri", QmpScalar.Text, IsOptional: true), new("channels", new QmpArray(QmpTypes.MigrationChannel), IsOptional: true)];

    public static IEnumerable<QmpCommand> All(QmpMachine machine) =>
    [
        new("query-migrate", "How the present or last migration stands.", QmpStruct.Empty, QmpTypes.MigrationInfo, _ => machine.Migration.Describe()) { AllowsOob = true },
        new("query-migrate-capabilities", "What is switched on.", QmpStruct.Empty, new QmpArray(QmpTypes.CapabilityStatus),
            _ => new JsonArray([.. MigrationControl.Capabilities.Select(name => new JsonObject { ["capability"] = name, ["state"] = machine.Migration.IsEnabled(name) })])),
        new("query-migrate-parameters", "The parameters.", QmpStruct.Empty, QmpTypes.MigrationParameters, _ => Parameters(machine.Migration)),
        Plain("migrate-set-capabilities", "Switches capabilities on and off: `multifd`, `mapped-ram`, `background-snapshot`, `events`, `return-path`.",
            [new("capabilities", new QmpArray(QmpTypes.CapabilityStatus))],
            call => machine.Migration.SetCapabilities(call.Arguments["capabilities"]!.AsArray().Select(static c => ((string)c!["capability"]!, (bool)c["state"]!)))),
        Plain("migrate-set-parameters", "Sets parameters.", [.. QmpTypes.MigrateSetParameters.Members], machine.Migration.SetParameters),
        Plain("migrate", "Saves the machine to an address, which stays stopped afterwards; with `background-snapshot` it runs on.",
            [.. Target, new("detach", QmpScalar.Bool, IsOptional: true), new("resume", QmpScalar.Bool, IsOptional: true)], call => Migrate(machine, call)),
        Plain("migrate-incoming", "Takes the state that a machine with `machine.incoming` waits for.",
            [.. Target, new("exit-on-error", QmpScalar.Bool, IsOptional: true)], call => Incoming(machine, call)),
        Plain("migrate_cancel", "Gives the migration up.", [], _ => machine.Migration.Cancel()) with { AllowsOob = true },
        Plain("migrate-pause", "Pauses a postcopy migration: there is none here, so always an error.", [],
            static _ => throw new QmpException("migrate-pause is currently only supported during postcopy-active or postcopy-recover state")) with { AllowsOob = true },
    ];

    private static QmpCommand Plain(string name, string description, QmpMember[] arguments, Action<CommandCall> run) =>
        new(name, description, arguments.Length == 0 ? QmpStruct.Empty : new QmpStruct(name + "-arg", arguments), QmpStruct.Empty, call =>
        {
            run(call);
            return null;
        });

    private static JsonObject Parameters(MigrationControl migration) => new()
    {
        ["multifd-channels"] = migration.Channels,
        ["direct-io"] = migration.IsDirect,
        ["max-bandwidth"] = migration.MaxBandwidth,
        ["downtime-limit"] = migration.DowntimeLimitMs,
    };

    private static void Migrate(QmpMachine machine, CommandCall call)
    {
        if (call.Flag("resume") == true)
        {
            throw new QmpException("Postcopy is not supported here, so there is nothing to resume.");
        }

        machine.Migration.Migrate(Uri(call));
    }

    private static void Incoming(QmpMachine machine, CommandCall call)
    {
        string uri = Uri(call);
        if (uri == "defer")
        {
            throw new QmpException("'defer' is what the machine does already; give the address to take the state from.");
        }

        machine.Migration.Incoming(uri);
    }

    private static string Uri(CommandCall call)
    {
        string? uri = call.Text("uri");
        var channels = call.Arguments["channels"] as JsonArray;
        if (uri is null == channels is null)
        {
            throw new QmpException(uri is null ? "need either 'uri' or 'channels' argument" : "'uri' and 'channels' arguments are mutually exclusive; exactly one of the two should be present in 'migrate' qmp command ");
        }

        if (uri is not null)
        {
            return uri;
        }

        if (channels!.Count != 1 || (string)channels[0]!["channel-type"]! != "main")
        {
            throw new QmpException("Channel list must have exactly one entry, of type 'main'");
        }

        return ToUri(channels[0]!["addr"]!.AsObject());
    }

    private static string ToUri(JsonObject address)
    {
        string Need(string name) => (string?)address[name] ?? throw new QmpException($"Parameter 'channels[0].addr.{name}' is missing");
        string transport = (string)address["transport"]!;
        return transport switch
        {
            "file" => $"file:{Need("filename")}" + (address["offset"] is { } offset ? $",offset={offset.ToJsonString()}" : string.Empty),
            "exec" when address["args"] is JsonArray { Count: > 0 } words => "exec:" + string.Join(' ', words.Select(static w => Quote((string)w!))),
            "socket" when Need("type") == "unix" => $"unix:{Need("path")}",
            "socket" when Need("type") == "inet" => $"tcp:{Need("host")}:{Need("port")}",
            "socket" when Need("type") == "fd" => $"fd:{Need("str")}",
            _ => throw new QmpException($"Channels of transport '{transport}' are not supported here; use file, exec, or socket of type unix, inet or fd."),
        };
    }

    /// <summary>A word for the shell: <c>exec:</c> hands its command to one.</summary>
    private static string Quote(string word) =>
        word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '=')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
