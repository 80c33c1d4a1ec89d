using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <summary>Options of <c>block.qcow2</c>.</summary>
public sealed record Qcow2Options
{
    /// <summary>The image.</summary>
    [Option("The qcow2 file.", Required = true)]
    public FilePath File { get; init; }

    /// <summary>Makes a missing image.</summary>
    [Option("Make an empty image of this size when the file does not exist.", Min = 512)]
    public ByteSize? Create { get; init; }

    /// <summary>What is put on it then.</summary>
    [Option("What an image that is made by 'create' holds: none, or xbox for the console's partitions, each with an empty FATX volume. An image that exists is left as it is.")]
    public DiskLayout Format { get; init; }

    /// <summary>No writes.</summary>
    [Option("Refuse writes; nothing is made beside the image.")]
    public bool ReadOnly { get; init; }

    /// <summary>Writes go above the file.</summary>
    [Option("Never write into the file: the guest's writes go to a layer above it from the start.")]
    public bool Overlay { get; init; }

    /// <summary>Where layers are kept.</summary>
    [Option("Folder for the copy-on-write layers of images; without it they lie beside the image, in FILE.layers.")]
    public FilePath? Layers { get; init; }
}

/// <summary>A qcow2 image as a component: read-only.</summary>
public class Qcow2Block : BlockComponent
{
    /// <summary>Longest time that new clusters wait for their tables to be written; the guest cannot see it.</summary>
    internal static readonly TimeSpan CommitAfter = TimeSpan.FromMilliseconds(250);

    private protected Qcow2Block(IBlockDevice image, string path)
        : base(image, "block.qcow2", path)
    {
    }

    /// <summary>Opens the image that the options name.</summary>
    internal static Qcow2Block Create(Qcow2Options options, IComponentContext context)
    {
        string path = options.File.FullPath;
        bool isIncoming = context.State.IsIncoming;
        if (options.Create is { } size && !isIncoming && !File.Exists(path))
        {
            Make(path, size.Bytes, options.Format);
            BlockLog.ImageMade(context.Log, path, size.Bytes);
        }

        if (options.ReadOnly)
        {
            return new Qcow2Block(Qcow2Image.Open(path, writable: false), path);
        }

        BaseUse use = options.Overlay ? BaseUse.Overlay : BaseUse.FirstLayer;
        return new WritableQcow2Block(LayeredMedium.Open(path, "qcow2", options.Layers?.FullPath, use, CommitAfter, context.Log, isIncoming), path);
    }

    private static void Make(string path, ulong sizeBytes, DiskLayout layout)
    {
        ulong wholeSectors = (sizeBytes + 511) / 512 * 512;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"Folder of image '{path}' cannot be made; choose another path.", e);
        }

        if (layout == DiskLayout.Xbox)
        {
            XboxImage.Create(path, wholeSectors, isQcow2: true);
        }
        else
        {
            Qcow2Creator.Create(path, wholeSectors);
        }
    }
}

/// <summary>A qcow2 image as a component: writable, with an identity.</summary>
internal sealed class WritableQcow2Block(LayeredMedium medium, string path) : Qcow2Block(medium, path), IMediumIdentity, IMediumHandover
{
    /// <inheritdoc/>
    public MediumLayer Layer => medium.Layer;

    /// <inheritdoc/>
    public bool IsReleased => medium.IsReleased;

    /// <inheritdoc/>
    public MediumLayer Seal() => medium.Seal();

    /// <inheritdoc/>
    public void PrepareSeal() => medium.PrepareSeal();

    /// <inheritdoc/>
    public Func<MediumLayer> BeginSeal() => medium.BeginSeal();

    /// <inheritdoc/>
    public void RestoreTo(MediumLayer layer) => medium.RestoreTo(layer);

    /// <inheritdoc/>
    public MediumLayer Release() => medium.Release();

    /// <inheritdoc/>
    public void TakeBack() => medium.TakeBack();

    /// <inheritdoc/>
    public void TakeOver(MediumLayer layer) => medium.TakeOver(layer);
}
