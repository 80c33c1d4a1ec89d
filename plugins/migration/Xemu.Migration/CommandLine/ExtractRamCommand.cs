using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary><c>snapshot extract-ram FILE OUTPUT [--block NAME]</c>: a block as a sparse raw file.</summary>
internal static class ExtractRamCommand
{
    public static Command Create(IVerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot, of ours or of QEMU." };
        var output = new Argument<string>("OUTPUT") { Description = "The file to make; it may not be there yet." };
        var block = new Option<string?>("--block") { Description = "Name of the RAM block; needed where there is more than one." };
        var command = new Command("extract-ram", "Writes a RAM block to a sparse raw file.") { file, output, block };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), parsed.GetValue(block)));
        return command;
    }

    private static int Run(IVerbContext context, string path, string outputPath, string? name)
    {
        using var source = new FileSnapshotSource(path);
        SnapshotFile snapshot = SnapshotFile.Open(source);
        SnapshotBlock block = Find(snapshot, name);
        bool isWhole = false;
        var sink = new FileRamSink(outputPath);
        try
        {
            using var progress = new ProgressLine(context, "extracting");
            RamExtractor.Extract(snapshot, block, sink, progress.Report, context.Cancellation);
            isWhole = true;
        }
        finally
        {
            sink.Dispose();
            if (!isWhole)
            {
                File.Delete(outputPath);
            }
        }

        return SnapshotVerb.ExitCode(isGood: true);
    }

    private static SnapshotBlock Find(SnapshotFile snapshot, string? name)
    {
        SnapshotBlock? block = name is null && snapshot.Blocks.Count == 1 ? snapshot.Blocks[0] : snapshot.FindBlock(name ?? "");
        string names = string.Join(", ", snapshot.Blocks.Select(candidate => candidate.Name));
        return block ?? throw new SnapshotFormatException(
            name is null ? $"The snapshot has {snapshot.Blocks.Count} RAM blocks; name one with --block: {names}." : $"The snapshot has no RAM block '{name}'; it has {names}.");
    }
}
