namespace Xemu.Kernel.Hle;

/// <summary>A file, folder or device that is open: what all its file objects share.</summary>
/// <param name="device">Number of its device: of the partition, or -1 of the disc drive.</param>
/// <param name="generation">Which of the volumes that the device has held.</param>
/// <param name="path">Its path on the volume, starting with a backslash; empty for the device itself.</param>
/// <param name="node">The file; the device itself has none.</param>
internal sealed class OpenNode(int device, uint generation, string path, FileNode node)
{
    private ShareAccess _share;

    /// <summary>Number of its device.</summary>
    public int Device { get; } = device;

    /// <summary>Which of the device's volumes it is on.</summary>
    public uint Generation { get; } = generation;

    /// <summary>Its path on the volume.</summary>
    public string Path { get; set; } = path;

    /// <summary>The file as it was last read.</summary>
    public FileNode Node { get; set; } = node;

    /// <summary>Whether the device itself is open, without its file system.</summary>
    public bool IsDevice => Path.Length == 0;

    /// <summary>Whether it is the root folder.</summary>
    public bool IsRoot => Path == "\\";

    /// <summary>Whether it goes with its last handle.</summary>
    public bool DeletePending { get; set; }

    /// <summary>How many file objects there are.</summary>
    public int Files { get; set; }

    /// <summary>Who shares it.</summary>
    public ref ShareAccess Share => ref _share;

    /// <summary>What tells it from others.</summary>
    public OpenNodeKey Key => KeyOf(Device, Generation, IsDevice, Node);

    /// <summary>What tells a file from others: on a disc two empty files may have the same place.</summary>
    public static OpenNodeKey KeyOf(int device, uint generation, bool isDevice, FileNode node) =>
        new(device, generation, isDevice, node.Key, device < 0 && !isDevice ? node.Name : string.Empty);
}
