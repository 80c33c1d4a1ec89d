using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary><c>snapshot inspect FILE [--json]</c>: what is in a snapshot.</summary>
internal static class InspectCommand
{
    public static Command Create(IVerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot, of ours or of QEMU." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("inspect", "Shows blocks, sections, versions, and device fields as a tree.") { file, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string path, bool asJson)
    {
        using var source = new FileSnapshotSource(path);
        SnapshotFile snapshot = SnapshotFile.Open(source);
        if (asJson)
        {
            JsonOutput.Write(context, json => SnapshotInspector.WriteJson(snapshot, json, null, context.Cancellation));
        }
        else
        {
            SnapshotInspector.WriteText(snapshot, context.Output, null, context.Cancellation);
        }

        return SnapshotVerb.ExitCode(isGood: true);
    }
}
