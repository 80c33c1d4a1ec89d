using System.CommandLine;
using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary><c>disk merge IMAGE --keep LAYER,…|--keep-none</c>: drops layers that no snapshot needs any more.</summary>
internal static class MergeCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file." };
        var keep = new Option<string[]>("--keep") { Description = "Layers that snapshots still need, as 'disk layers' and the snapshots name them, with commas between.", HelpName = "LAYER[,LAYER…]" };
        var none = new Option<bool>("--keep-none") { Description = "Keep no sealed layer: no snapshot of this disk can be restored any more." };
        Option<string?> layers = DiskVerb.LayersOption();
        var command = new Command("merge", "Merges sealed layers that no snapshot needs any more into the ones above them.") { image, keep, none, layers };
        command.Validators.Add(parsed =>
        {
            string[] kept = parsed.GetValue(keep) ?? [];

            // Dropping layers makes snapshots useless: nobody does it by leaving something out.
            if (kept.Length == 0 && !parsed.GetValue(none))
            {
                parsed.AddError("Say --keep LAYER,… (as 'disk layers' and the snapshots name them) or --keep-none.");
            }
            else if (kept.SelectMany(static k => k.Split(',')).FirstOrDefault(static k => !Guid.TryParse(k, out _)) is { } wrong)
            {
                parsed.AddError($"'{wrong}' is no layer; 'disk layers' lists those that there are.");
            }
        });
        command.SetAction(parsed => Run(context, Path.GetFullPath(parsed.GetRequiredValue(image)), parsed.GetValue(layers), parsed.GetValue(keep) ?? []));
        return command;
    }

    private static int Run(IVerbContext context, string image, string? layers, string[] keep)
    {
        Guid[] kept = [.. keep.SelectMany(static k => k.Split(',')).Select(Guid.Parse)];
        int dropped = LayerMerger.Merge(image, layers is null ? null : Path.GetFullPath(layers), kept, context.Cancellation);
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dropped} sealed layers were dropped; snapshots that named them can no longer be restored."));
        return DiskVerb.ExitCode(isGood: true);
    }
}
