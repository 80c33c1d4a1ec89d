using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary><c>snapshot flatten FILE OUT</c>: a snapshot of changes and all that it builds on, as one file.</summary>
internal static class FlattenCommand
{
    public static Command Create(IVerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot; those that it builds on lie beside it or where they were." };
        var output = new Argument<string>("OUT") { Description = "The file to make." };
        var command = new Command("flatten", "Makes one whole snapshot of one that holds changes only.") { file, output };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(output)));
        return command;
    }

    private static int Run(IVerbContext context, string path, string output)
    {
        if (Path.Exists(output))
        {
            context.Error.WriteLine($"snapshot: '{output}' exists; name a file that does not.");
            return 1;
        }

        try
        {
            using SnapshotChain chain = SnapshotChain.Open(SnapshotPlaces.ToUri(path), static uri => new FileReadStream(uri));
            using var progress = new ProgressLine(context, "flattening");
            SnapshotFlattener.Write(chain, Path.GetFullPath(output), progress.Report, context.Cancellation);
            return 0;
        }
        catch (MigrationException e)
        {
            context.Error.WriteLine($"snapshot: {e.Message}");
            return 1;
        }
    }
}
