using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>A disk image that a subcommand works on. Nobody else may be writing it; a machine that has it open holds its lock.</summary>
internal sealed class DiskFile : IDisposable
{
    private readonly IBlockDevice _image;
    private readonly Dictionary<int, FatxVolume> _volumes = [];

    private DiskFile(string path, string format, IBlockDevice image, XboxDisk layout)
    {
        FullPath = path;
        Format = format;
        _image = image;
        Layout = layout;
    }

    /// <summary>The image's path.</summary>
    public string FullPath { get; }

    /// <summary><c>raw</c>, <c>qcow2</c> or <c>chd</c>.</summary>
    public string Format { get; }

    /// <summary>Size of the disk in bytes.</summary>
    public ulong SizeBytes => _image.SizeBytes;

    /// <summary>Its partitions.</summary>
    public XboxDisk Layout { get; }

    /// <summary>Opens an image with the layers that a machine has put above it.</summary>
    /// <param name="path">The image.</param>
    /// <param name="layers">The folder that the machine's <c>layers</c> option names, or null.</param>
    /// <param name="writable">Whether it will be written: into the layer that the machine writes, or into the image while there is none.</param>
    /// <exception cref="ComponentException">It is missing, in use or damaged.</exception>
    public static DiskFile Open(string path, string? layers, bool writable)
    {
        string full = Path.GetFullPath(path);
        string format = FormatOf(full);
        IBlockDevice image = format == "chd" ? OpenPacked(full, writable)
            : writable ? OpenWritable(full, format, layers)
            : ShadowImage.OpenActive(full, format, layers);
        try
        {
            return XboxDisk.Open(image, out XboxDisk? layout) == FatxStatus.Ok
                ? new DiskFile(full, format, image, layout!)
                : throw new ComponentException($"Image '{full}' cannot be read; check the host's disk.");
        }
        catch
        {
            (image as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>Finds the partition that an operand names.</summary>
    /// <exception cref="ComponentException">There is none.</exception>
    public XboxPartition PartitionOf(DiskPath path)
    {
        bool isNumber = int.TryParse(path.Partition, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        XboxPartition partition = default;
        bool isFound = isNumber ? number > 0 && Layout.TryGet(number, out partition) : Layout.TryGet(path.Partition[0], out partition);
        return isFound ? partition : throw new ComponentException(
            $"Disk '{FullPath}' has no partition {path.Partition}; it has {(Layout.Partitions.Count == 0 ? "none: it is no disk of the console" : string.Join(", ", Layout.Partitions.Select(NameOf)))}.");
    }

    /// <summary>Opens the volume on a partition.</summary>
    /// <exception cref="ComponentException">It is not formatted, or damaged.</exception>
    public FatxVolume Mount(XboxPartition partition)
    {
        if (_volumes.TryGetValue(partition.Number, out FatxVolume? known))
        {
            return known;
        }

        FatxStatus status = Layout.TryMount(partition.Number, out FatxVolume? volume);
        if (status != FatxStatus.Ok)
        {
            throw new ComponentException($"Partition {NameOf(partition)} of '{FullPath}' {(status == FatxStatus.NotFound ? "is not formatted" : $"cannot be used ({status}): its header is damaged")}; format it in a machine, or make a new disk with 'disk create'.");
        }

        _volumes.Add(partition.Number, volume!);
        return volume!;
    }

    /// <summary>Opens the volume that an operand lies on.</summary>
    public FatxVolume Mount(DiskPath path) => Mount(PartitionOf(path));

    /// <summary>How a partition is called: by letter, or by number where it has none.</summary>
    public static string NameOf(XboxPartition partition) => partition.Letter != '\0' ? partition.Letter.ToString() : partition.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts what was written on stable storage.</summary>
    public void Flush() => _image.Flush();

    /// <inheritdoc/>
    public void Dispose() => (_image as IDisposable)?.Dispose();

    private static string FormatOf(string path)
    {
        using ImageFile file = ImageFile.Open(path, writable: false, isLocked: false);
        Span<byte> magic = stackalloc byte[8];
        file.ReadPadded(0, magic);
        return magic is [(byte)'Q', (byte)'F', (byte)'I', 0xFB, ..] ? "qcow2" : magic.SequenceEqual("MComprHD"u8) ? "chd" : "raw";
    }

    private static ChdImage OpenPacked(string path, bool writable) => !writable
        ? ChdImage.Open(path)
        : throw new ComponentException($"Image '{path}' is a CHD image, which can only be read; make a raw one of it with 'chdman extracthd' (or extractraw) and write that.");

    /// <summary>Without a record no layer lies above the image: then it is written itself, which any machine sees, whatever its options.</summary>
    private static Image OpenWritable(string path, string format, string? layers)
    {
        string folder = LayeredMedium.FolderOf(path, layers);
        MediumRecord? record = MediumRecord.Load(Path.Combine(folder, "medium.json"));
        if (record is null)
        {
            return format == "raw" ? RawImage.Open(path, writable: true) : Qcow2Image.Open(path, writable: true);
        }

        if (record.Left is not null)
        {
            throw new ComponentException($"Disk '{path}' was let go of and waits for the machine that takes it over; run a machine with it once before changing it.");
        }

        BaseUse use = format == "qcow2" ? BaseUse.FirstLayer : record.Active is null ? BaseUse.WriteThrough : BaseUse.Overlay;
        return LayeredMedium.Open(path, format, layers, use, TimeSpan.Zero, NullLogger.Instance);
    }
}
