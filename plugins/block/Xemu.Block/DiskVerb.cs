using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The verb <c>disk</c>: looks after the layers of images while no machine uses them.</summary>
internal static class DiskVerb
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Wrong = 2;

    /// <summary>The verb.</summary>
    public static VerbDefinition Definition { get; } = new(
        "disk",
        "List the layers that snapshots have sealed of a disk image, or merge those that no snapshot needs any more.",
        "layers|merge IMAGE [--layers FOLDER] [--keep LAYER[,LAYER…] | --keep-none]",
        Run);

    private static int Run(IVerbContext context)
    {
        if (Parse(context.Arguments) is not { } order)
        {
            context.Error.WriteLine("Say 'disk layers IMAGE' or 'disk merge IMAGE' with --keep LAYER,… (as 'disk layers' and the snapshots name them) or --keep-none.");
            return Wrong;
        }

        try
        {
            return order.IsMerge ? Merge(context, order) : List(context, order);
        }
        catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private static int Merge(IVerbContext context, Order order)
    {
        int dropped = LayerMerger.Merge(order.Image, order.Layers, order.Keep!, context.Cancellation);
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dropped} sealed layers were dropped; snapshots that named them can no longer be restored."));
        return Done;
    }

    private static int List(IVerbContext context, Order order)
    {
        string folder = LayeredMedium.FolderOf(order.Image, order.Layers);
        if (MediumRecord.Load(Path.Combine(folder, "medium.json")) is not { } record)
        {
            context.Error.WriteLine($"Image '{order.Image}' has no layers in '{folder}'.");
            return Failed;
        }

        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"disk {record.Medium}, {record.Sealed.Count} sealed layers"));
        foreach (SealedLayer layer in record.Sealed)
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{layer.Id}  generation {layer.Generation}  {layer.File ?? "(the image)"}"));
        }

        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Layer}  generation {record.Generation}  {record.Active ?? "(the image)"}  written now"));
        return Done;
    }

    private static Order? Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 2 || arguments[0] is not ("layers" or "merge"))
        {
            return null;
        }

        var order = new Order(arguments[0] == "merge", Path.GetFullPath(arguments[1]), null, null);
        for (int i = 2; i < arguments.Count; i++)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--layers" when value is not null:
                    order = order with { Layers = Path.GetFullPath(value) };
                    i++;
                    break;
                case "--keep" when value is not null && ParseLayers(value) is { } keep:
                    order = order with { Keep = [.. order.Keep ?? [], .. keep] };
                    i++;
                    break;
                case "--keep-none":
                    order = order with { Keep = order.Keep ?? [] };
                    break;
                default:
                    return null;
            }
        }

        // Dropping layers makes snapshots useless: nobody does it by leaving something out.
        return order is { IsMerge: true, Keep: null } ? null : order;
    }

    private static List<Guid>? ParseLayers(string text)
    {
        var layers = new List<Guid>();
        foreach (string part in text.Split(','))
        {
            if (!Guid.TryParse(part, out Guid layer))
            {
                return null;
            }

            layers.Add(layer);
        }

        return layers;
    }

    private sealed record Order(bool IsMerge, string Image, string? Layers, IReadOnlyList<Guid>? Keep);
}
