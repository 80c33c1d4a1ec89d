using System.CommandLine;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary><c>disk create IMAGE</c>: a formatted hard disk.</summary>
internal static class CreateCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The file to make; it must not exist." };
        var size = new Option<string>("--size") { Description = "Size of the disk: 8GiB as the console has, or more, which gives a partition F.", HelpName = "SIZE", DefaultValueFactory = static _ => "8GiB" };
        var format = new Option<string?>("--format") { Description = "raw or qcow2; without it, a name that ends with .qcow2 tells qcow2, any other raw.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong("raw", "qcow2");
        var command = new Command("create", "Makes a hard disk image with the console's partitions, each with an empty FATX volume.") { image, size, format };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(size) is { } text && (SizeText.TryParse(text) is not { } bytes || bytes % 512 != 0 || bytes > Qcow2Header.MaxSizeBytes))
            {
                parsed.AddError($"'--size {text}' is no size of a disk; write 8GiB, 120GiB or a number of bytes that 512 divides, up to 16TiB.");
            }
        });
        command.SetAction(parsed => Run(context, Path.GetFullPath(parsed.GetRequiredValue(image)), SizeText.TryParse(parsed.GetRequiredValue(size))!.Value, parsed.GetValue(format)));
        return command;
    }

    private static int Run(IVerbContext context, string image, ulong sizeBytes, string? format)
    {
        if (Path.Exists(image))
        {
            throw new ComponentException($"'{image}' exists; choose another name, or remove it first.");
        }

        string layers = LayeredMedium.FolderOf(image, null);
        if (Path.Exists(layers))
        {
            throw new ComponentException($"'{layers}' holds the layers of another disk of this name; move it away first.");
        }

        XboxImage.Create(image, sizeBytes, format is null ? image.EndsWith(".qcow2", StringComparison.OrdinalIgnoreCase) : format == "qcow2");
        using DiskFile disk = DiskFile.Open(image, null, writable: false);
        context.Output.WriteLine($"{image}: {disk.Format}, {new ByteSize(sizeBytes)}, partitions {string.Join(", ", disk.Layout.Partitions.Select(DiskFile.NameOf))}");
        return DiskVerb.ExitCode(isGood: true);
    }
}
