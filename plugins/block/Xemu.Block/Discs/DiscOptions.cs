using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Options of the disc types, which are read-only by nature.</summary>
public record DiscOptions
{
    /// <summary>The image.</summary>
    [Option("The image file, the first one of an image in parts (NAME.1.cso), or for block.folder the folder.", Required = true)]
    public FilePath File { get; init; }

    /// <summary>No writes.</summary>
    [Option("Refuse writes, as this type always does; false is an error.")]
    public bool ReadOnly { get; init; } = true;
}
