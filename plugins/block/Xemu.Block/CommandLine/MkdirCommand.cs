using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary><c>disk mkdir IMAGE::E:/path…</c>: makes folders.</summary>
internal static class MkdirCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var places = new Argument<string[]>("PLACE") { Description = "The folder to make: IMAGE::E:/path.", Arity = ArgumentArity.OneOrMore };
        var parents = new Option<bool>("--parents", "-p") { Description = "Make the folders on the way too, and be content with one that exists." };
        Option<string?> layers = DiskVerb.LayersOption();
        var command = new Command("mkdir", "Makes folders on disk images.") { places, parents, layers };
        command.SetAction(parsed =>
        {
            bool withParents = parsed.GetValue(parents);
            return DiskPlaces.Run(parsed.GetRequiredValue(places), parsed.GetValue(layers), (volume, path) => Make(volume, path, withParents));
        });
        return command;
    }

    private static void Make(FatxVolume volume, DiskPath path, bool withParents)
    {
        FatxNode folder = volume.Root;
        for (int i = 0; i < path.Names.Count; i++)
        {
            bool isLast = i == path.Names.Count - 1;
            FatxStatus status = volume.Child(folder, path.Names[i], out FatxNode child);
            if (status == FatxStatus.NotFound && (isLast || withParents))
            {
                status = volume.Create(folder, path.Names[i], FatxAttributes.Directory, FatxTime.From(DateTime.UtcNow), out child);
            }
            else if (status == FatxStatus.NotFound)
            {
                status = FatxStatus.PathNotFound;
            }
            else if (status == FatxStatus.Ok)
            {
                status = isLast && !(withParents && child.IsDirectory) ? FatxStatus.Exists : child.IsDirectory ? FatxStatus.Ok : FatxStatus.PathNotFound;
            }

            DiskText.Require(status, status == FatxStatus.InvalidName ? path.Names[i] : path.ToString());
            folder = child;
        }
    }
}
