using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary>The verb <c>migrate</c>: a running machine goes to another process that waits with <c>run --incoming</c>, or into a stream.</summary>
internal static class MigrateVerb
{
    public const string Name = "migrate";

    public const string Usage = "ADDRESS [--monitor ADDRESS] [--live|--stopped] [--channels N] [--max-bandwidth SIZE] [--downtime-limit MS] [--json]";

    public static int Run(IVerbContext context)
    {
        var address = new Argument<string>("ADDRESS") { Description = "Where to: unix:PATH or tcp:HOST:PORT of a machine that was started with --incoming, file:PATH, fd:NAME, exec:COMMAND." };
        var options = new MonitorOptions();
        var live = new Option<bool>("--live") { Description = "The guest runs while its RAM goes, and stops only for the last of it (the default)." };
        var stopped = new Option<bool>("--stopped") { Description = "The machine stands still from the beginning." };
        var bandwidth = new Option<string>("--max-bandwidth") { Description = "Most bytes a second while the guest runs, such as 100MiB.", HelpName = "SIZE" };
        var downtime = new Option<int>("--downtime-limit") { Description = "How long the machine may stand still at the end, in milliseconds.", HelpName = "MS", DefaultValueFactory = static _ => 300 };
        var command = new Command(Name, "Moves a running machine to another process or into a stream; this one stays stopped.")
        {
            address, options.Monitor, live, stopped, options.Channels, bandwidth, downtime, options.Json,
        };
        command.Options.Add(new HelpOption());
        options.AddChecks(command);
        MonitorOptions.Exclusive(command, live, stopped);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(bandwidth) is { } text && ByteRate.TryParse(text) is null)
            {
                parsed.AddError($"'--max-bandwidth {text}' is no number of bytes; write 100MiB, 1GiB or 5000000.");
            }

            if (parsed.GetResult(downtime) is { Tokens.Count: > 0 } && parsed.GetValue(downtime) < 0)
            {
                parsed.AddError("'--downtime-limit' takes 0 milliseconds or more.");
            }
        });
        command.SetAction(parsed => MonitoredMigration.Run(
            context,
            parsed.GetValue(options.Monitor),
            new JsonObject
            {
                ["uri"] = SnapshotPlaces.Absolute(SnapshotPlaces.ToUri(parsed.GetRequiredValue(address))),
                ["mode"] = parsed.GetValue(stopped) ? "stopped" : "live",
                ["mapped-ram"] = false,
                ["channels"] = parsed.GetValue(options.Channels),
                ["run-on"] = false,
                ["max-bandwidth"] = ByteRate.TryParse(parsed.GetValue(bandwidth) ?? "0") ?? 0,
                ["downtime-limit"] = parsed.GetValue(downtime),
            },
            parsed.GetValue(options.Json)));
        return SnapshotVerb.Run(command, context);
    }
}
