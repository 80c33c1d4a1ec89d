using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Migration;

namespace Xemu.Monitor.Qmp;

/// <summary>What QEMU has not.</summary>
internal static class PlatformCommands
{
    private static readonly QmpEnum Mode = new("XemuSaveMode", "stopped", "live", "background");

    public static IEnumerable<QmpCommand> All(QmpMachine machine) =>
    [
        new("x-xemu-query-counters", "The components' counters, now.", QmpStruct.Empty, new QmpArray(QmpTypes.Counter),
            call => machine.Calls.Run(() => new JsonArray([.. machine.Context.Counters.Select(static c => new JsonObject { ["name"] = c.Key, ["value"] = c.Value })]), call.Cancellation)),
        new("x-xemu-query-status-items", "The pieces of the status line, now.", QmpStruct.Empty, new QmpArray(QmpTypes.StatusItem),
            call => machine.Calls.Run(() => new JsonArray([.. machine.Context.StatusItems.Select(static c => new JsonObject { ["name"] = c.Key, ["text"] = c.Value })]), call.Cancellation)),
        new("x-xemu-query-components", "The components with their types and the contracts that they serve, in the order in which they were made.",
            QmpStruct.Empty, new QmpArray(QmpTypes.Component),
            _ => new JsonArray([.. machine.Components.Select(c => Component(machine, c.Key, c.Value))])),
        new("x-xemu-query-speed", "How fast the machine runs.", QmpStruct.Empty, QmpTypes.Speed, call => machine.Calls.Run(() => Speed(machine), call.Cancellation)),
        new("x-xemu-query-monitor-commands", "The monitor commands of the plugins.", QmpStruct.Empty, new QmpArray(QmpTypes.MonitorCommand),
            _ => new JsonArray([.. machine.Context.Commands.Select(static c => new JsonObject { ["name"] = c.Name, ["description"] = c.Description })])),
        new("x-xemu-monitor-command", "Runs a plugin's monitor command.",
            new QmpStruct("x-xemu-monitor-command-arg", new("name", QmpScalar.Text), new("args", new QmpArray(QmpScalar.Text), IsOptional: true)), QmpTypes.CommandOutput,
            call => new JsonObject { ["text"] = RunPluginCommand(machine, call) }),
        new("x-xemu-save", "Saves the machine, with everything that the engine can do; `run-on` is true unless given.",
            new QmpStruct("x-xemu-save-arg",
                new("uri", QmpScalar.Text), new("mode", Mode, IsOptional: true), new("mapped-ram", QmpScalar.Bool, IsOptional: true),
                new("channels", QmpInteger.UInt8, IsOptional: true), new("direct", QmpScalar.Bool, IsOptional: true), new("parent", QmpScalar.Text, IsOptional: true),
                new("run-on", QmpScalar.Bool, IsOptional: true), new("max-bandwidth", QmpInteger.Size, IsOptional: true), new("downtime-limit", QmpInteger.Size, IsOptional: true)),
            QmpStruct.Empty,
            call => Save(machine, call)),
        new("x-xemu-restore", "Restores the machine; with `lazy` it runs at once and pages come when they are needed.",
            new QmpStruct("x-xemu-restore-arg",
                new("uri", QmpScalar.Text), new("lazy", QmpScalar.Bool, IsOptional: true), new("channels", QmpInteger.UInt8, IsOptional: true),
                new("direct", QmpScalar.Bool, IsOptional: true), new("run", QmpScalar.Bool, IsOptional: true)),
            QmpStruct.Empty,
            call => Restore(machine, call)),
    ];

    /// <summary>Runs a plugin's monitor command.</summary>
    public static string RunPluginCommand(QmpMachine machine, string name, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        MonitorCommandDefinition command = machine.Context.Commands.FirstOrDefault(c => c.Name == name)
            ?? throw new QmpException($"No plugin has a monitor command '{name}'; x-xemu-query-monitor-commands lists them.");
        return machine.Calls.Run(() => command.Run(machine.Context, words), cancellation);
    }

    private static string RunPluginCommand(QmpMachine machine, CommandCall call)
    {
        IReadOnlyList<string> words = call.Arguments["args"] is JsonArray list ? [.. list.Select(static w => (string)w!)] : [];
        return RunPluginCommand(machine, call.RequiredText("name"), words, call.Cancellation);
    }

    private static JsonObject Component(QmpMachine machine, string id, IComponent component) => new()
    {
        ["id"] = id,
        ["type"] = machine.Context.TypeOf(id),
        ["contracts"] = new JsonArray([.. component.GetType().GetInterfaces()
            .Where(static i => i.Assembly == typeof(IComponent).Assembly && !i.IsGenericType && i != typeof(IComponent))
            .Select(static i => i.Name)
            .Order(StringComparer.Ordinal)
            .Select(static name => (JsonNode)name)]),
    };

    private static JsonObject Speed(QmpMachine machine)
    {
        MachineSpeed speed = machine.Control.Speed;
        return new JsonObject
        {
            ["million-instructions-per-second"] = double.IsFinite(speed.MillionInstructionsPerSecond) ? speed.MillionInstructionsPerSecond : 0,
            ["percent-of-real-time"] = double.IsFinite(speed.PercentOfRealTime) ? speed.PercentOfRealTime : 0,
            ["guest-time-ns"] = machine.Clock.NowNs,
            ["instructions"] = machine.First<ICpu>()?.Value.InstructionCount ?? 0,
        };
    }

    private static JsonNode? Save(QmpMachine machine, CommandCall call)
    {
        var plain = new SaveRequest(call.RequiredText("uri"));
        machine.Migration.Save(plain with
        {
            Mode = call.Text("mode") switch { "live" => SaveMode.Live, "background" => SaveMode.Background, _ => SaveMode.Stopped },
            IsMappedRam = call.Flag("mapped-ram") ?? false,
            PageChannels = (int)(call.Int("channels") ?? 0),
            IsDirect = call.Flag("direct") ?? false,
            Parent = call.Text("parent"),
            RunsOn = call.Flag("run-on") ?? true,
            MaxBytesPerSecond = call.Size("max-bandwidth") ?? 0,
            DowntimeLimitMs = (int)Math.Min(call.Size("downtime-limit") ?? (ulong)plain.DowntimeLimitMs, 2_000_000),
        });
        return null;
    }

    private static JsonNode? Restore(QmpMachine machine, CommandCall call)
    {
        machine.Migration.Restore(new RestoreRequest(call.RequiredText("uri"))
        {
            IsLazy = call.Flag("lazy") ?? false,
            PageChannels = (int)(call.Int("channels") ?? 0),
            IsDirect = call.Flag("direct") ?? false,
            Runs = call.Flag("run") ?? true,
        });
        return null;
    }
}
