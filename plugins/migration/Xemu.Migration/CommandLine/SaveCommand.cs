using System.CommandLine;
using System.Text.Json.Nodes;
using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary><c>snapshot save FILE</c>: has a running machine save itself.</summary>
internal static class SaveCommand
{
    public static Command Create(IVerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot to write; what is there under the name stays until the new one is whole." };
        var options = new MonitorOptions();
        var live = new Option<bool>("--live") { Description = "The guest runs while its RAM goes; the state is that of the end." };
        var background = new Option<bool>("--background") { Description = "The guest stops for a moment only; the state is that of the beginning." };
        var stopped = new Option<bool>("--stopped") { Description = "The machine stands still until all is written (the default)." };
        var direct = new Option<bool>("--direct") { Description = "Page channels bypass the host's page cache; two channels, unless --channels says how many." };
        var parent = new Option<string>("--parent") { Description = "Save only what changed since this snapshot.", HelpName = "FILE" };
        var stop = new Option<bool>("--stop") { Description = "The machine stays stopped afterwards." };
        var command = new Command("save", "Saves a running machine through its monitor.")
        {
            file, options.Monitor, live, background, stopped, options.Channels, direct, parent, stop, options.Json,
        };
        options.AddChecks(command);
        MonitorOptions.Exclusive(command, live, background, stopped);
        command.SetAction(parsed =>
        {
            // Direct I/O goes through page channels.
            const int DirectChannels = 2;
            bool isDirect = parsed.GetValue(direct);
            int channels = parsed.GetResult(options.Channels) is { Implicit: false } ? parsed.GetValue(options.Channels) : isDirect ? DirectChannels : 0;
            var arguments = new JsonObject
            {
                ["uri"] = SnapshotPlaces.Absolute(SnapshotPlaces.ToUri(parsed.GetRequiredValue(file))),
                ["mode"] = parsed.GetValue(live) ? "live" : parsed.GetValue(background) ? "background" : "stopped",
                ["mapped-ram"] = true,
                ["channels"] = channels,
                ["direct"] = isDirect,
                ["run-on"] = !parsed.GetValue(stop),
            };
            if (parsed.GetValue(parent) is { } known)
            {
                arguments["parent"] = SnapshotPlaces.Absolute(SnapshotPlaces.ToUri(known));
            }

            return MonitoredMigration.Run(context, parsed.GetValue(options.Monitor), arguments, parsed.GetValue(options.Json));
        });
        return command;
    }
}
