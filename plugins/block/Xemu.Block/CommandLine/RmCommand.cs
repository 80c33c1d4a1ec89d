using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary><c>disk rm IMAGE::E:/path…</c>: removes files and folders.</summary>
internal static class RmCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var places = new Argument<string[]>("PLACE") { Description = "What to remove: IMAGE::E:/path.", Arity = ArgumentArity.OneOrMore };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "Remove folders with all that is in them." };
        Option<string?> layers = DiskVerb.LayersOption();
        var command = new Command("rm", "Removes files and folders from disk images.") { places, recursive, layers };
        command.SetAction(parsed =>
        {
            bool withContent = parsed.GetValue(recursive);
            return DiskPlaces.Run(parsed.GetRequiredValue(places), parsed.GetValue(layers), (volume, path) => Remove(volume, path, withContent, context.Cancellation));
        });
        return command;
    }

    private static void Remove(FatxVolume volume, DiskPath path, bool recursive, CancellationToken cancellation)
    {
        if (path.Names.Count == 0)
        {
            throw new ComponentException($"'{path}' is all of a partition; name what is in it.");
        }

        DiskText.Require(volume.Find([.. path.Names], out FatxNode node), path.ToString());
        if (recursive && node.IsDirectory)
        {
            // Folders come before what is in them: the last ones go first.
            var entries = DiskWalk.Walk(volume, new DiskEntry(path.ToString(), node, -1), recursive: true, cancellation).Where(static e => e.Problem is null).ToList();
            entries.Reverse();
            foreach (DiskEntry entry in entries)
            {
                cancellation.ThrowIfCancellationRequested();
                DiskText.Require(volume.Delete(entry.Node), entry.Path);
            }
        }

        DiskText.Require(volume.Delete(node), path.ToString());
    }
}
