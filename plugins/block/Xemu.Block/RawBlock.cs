using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <summary>Options of <c>block.raw</c>.</summary>
public sealed record RawOptions
{
    /// <summary>The image.</summary>
    [Option("The image file; its size is a multiple of 512 bytes.", Required = true)]
    public FilePath File { get; init; }

    /// <summary>No writes.</summary>
    [Option("Refuse writes; nothing is made beside the image. For disc images.")]
    public bool ReadOnly { get; init; }

    /// <summary>Writes go into the file.</summary>
    [Option("Write into the image file itself instead of a layer above it; snapshots can then only be restored while nothing was written since.")]
    public bool WriteThrough { get; init; }

    /// <summary>Where layers are kept.</summary>
    [Option("Folder for the copy-on-write layers of images; without it they lie beside the image, in FILE.layers.")]
    public FilePath? Layers { get; init; }
}

/// <summary>A raw image as a component: read-only.</summary>
public class RawBlock : BlockComponent
{
    private protected RawBlock(IBlockDevice image, string path)
        : base(image, "block.raw", path)
    {
    }

    /// <summary>Opens the image that the options name.</summary>
    internal static RawBlock Create(RawOptions options, IComponentContext context)
    {
        string path = options.File.FullPath;
        if (options.ReadOnly)
        {
            return new RawBlock(RawImage.Open(path, writable: false), path);
        }

        BaseUse use = options.WriteThrough ? BaseUse.WriteThrough : BaseUse.Overlay;
        return new WritableRawBlock(LayeredMedium.Open(path, "raw", options.Layers?.FullPath, use, Qcow2Block.CommitAfter, context.Log, context.State.IsIncoming), path);
    }
}

/// <summary>A raw image as a component: writable, with an identity.</summary>
internal sealed class WritableRawBlock(LayeredMedium medium, string path) : RawBlock(medium, path), IMediumIdentity, IMediumHandover
{
    /// <inheritdoc/>
    public MediumLayer Layer => medium.Layer;

    /// <inheritdoc/>
    public bool IsReleased => medium.IsReleased;

    /// <inheritdoc/>
    public MediumLayer Seal() => medium.Seal();

    /// <inheritdoc/>
    public void RestoreTo(MediumLayer layer) => medium.RestoreTo(layer);

    /// <inheritdoc/>
    public MediumLayer Release() => medium.Release();

    /// <inheritdoc/>
    public void TakeBack() => medium.TakeBack();

    /// <inheritdoc/>
    public void TakeOver(MediumLayer layer) => medium.TakeOver(layer);
}
