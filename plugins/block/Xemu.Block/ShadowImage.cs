using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Opens images for shadows: the files are only read, and what the guest writes is state, in memory.</summary>
internal static class ShadowImage
{
    private static readonly ByteSize Limit = ByteSize.FromMiB(512);

    /// <summary>A raw image as it is now, below what the shadow writes.</summary>
    public static IComponent Create(RawOptions options, IComponentContext context)
    {
        string path = options.File.FullPath;
        return options.ReadOnly ? RawBlock.Create(options, context) : Above(OpenActive(path, "raw", options.Layers?.FullPath), context);
    }

    /// <summary>A qcow2 image as it is now, below what the shadow writes.</summary>
    public static IComponent Create(Qcow2Options options, IComponentContext context)
    {
        string path = options.File.FullPath;
        if (options.ReadOnly)
        {
            return Qcow2Block.Create(options, context);
        }

        return options.Create is { } size && !File.Exists(path)
            ? Empty((size.Bytes + 511) / 512 * 512, options.Format, context)
            : Above(OpenActive(path, "qcow2", options.Layers?.FullPath), context);
    }

    /// <summary>Opens the image's newest layer, which nobody may be writing.</summary>
    public static Image OpenActive(string path, string format, string? layers)
    {
        string folder = LayeredMedium.FolderOf(path, layers);
        string? active = MediumRecord.Load(Path.Combine(folder, "medium.json"))?.Active;
        return active is not null ? Qcow2Image.Open(Path.Combine(folder, active), writable: false)
            : format == "raw" ? RawImage.Open(path, writable: false)
            : Qcow2Image.Open(path, writable: false);
    }

    private static MemoryBlock Empty(ulong sizeBytes, DiskLayout layout, IComponentContext context)
    {
        var disk = new MemoryBlock(new MemoryOptions { Size = new ByteSize(sizeBytes), Limit = Limit }, context.Id);
        if (layout == DiskLayout.Xbox)
        {
            XboxImage.Format(disk, context.Id);
        }

        return disk;
    }

    private static MemoryBlock Above(Image image, IComponentContext context) =>
        new(new MemoryOptions { Size = new ByteSize(image.SizeBytes), Limit = Limit }, context.Id, image);
}
