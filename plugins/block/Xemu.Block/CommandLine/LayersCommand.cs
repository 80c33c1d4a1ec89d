using System.CommandLine;
using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary><c>disk layers IMAGE</c>: the layers that snapshots have sealed.</summary>
internal static class LayersCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file." };
        Option<string?> layers = DiskVerb.LayersOption();
        var command = new Command("layers", "Lists the layers that snapshots have sealed of an image.") { image, layers };
        command.SetAction(parsed => Run(context, Path.GetFullPath(parsed.GetRequiredValue(image)), parsed.GetValue(layers)));
        return command;
    }

    private static int Run(IVerbContext context, string image, string? layers)
    {
        string folder = LayeredMedium.FolderOf(image, layers is null ? null : Path.GetFullPath(layers));
        if (MediumRecord.Load(Path.Combine(folder, "medium.json")) is not { } record)
        {
            throw new ComponentException($"Image '{image}' has no layers in '{folder}'.");
        }

        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"disk {record.Medium}, {record.Sealed.Count} sealed layers"));
        foreach (SealedLayer layer in record.Sealed)
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{layer.Id}  generation {layer.Generation}  {layer.File ?? "(the image)"}"));
        }

        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Layer}  generation {record.Generation}  {record.Active ?? "(the image)"}  written now"));
        return DiskVerb.ExitCode(isGood: true);
    }
}
