using Xemu.Abstractions.Media;

namespace Xemu.Block.Fatx;

/// <summary>The console's hard disk: a configuration area and partitions. Machine thread only, as the medium.</summary>
/// <remarks>
/// The kernel has the places of X, Y, Z, C and E built in; they end with the last sector of the 8 GB disks of the first consoles. What lies behind is F on a disk of more than 8 GiB, or where
/// a volume is found there. A partition table in sector 0 takes the place of all this. Sources: xboxdevwiki "Hard Drive", "Xbox Hard Disk Partitioning"; Cromwell BootFATX.h, libfatx (sectors of E).
/// </remarks>
internal sealed class XboxDisk
{
    /// <summary>Smallest disk that holds the standard partitions, in bytes: 15,633,072 sectors.</summary>
    public const ulong MinimumBytes = StandardSectors * SectorBytes;

    private const ulong SectorBytes = FatxWindow.SectorBytes;
    private const ulong StandardSectors = 0xEE_8AB0;
    private const ulong LargeDiskBytes = 8UL << 30;
    private const ulong ConfigSector = 3;

    private static readonly XboxPartition[] Standard =
    [
        Sectors(1, 0x55_F400, 0x98_96B0),
        Sectors(2, 0x46_5400, 0x0F_A000),
        Sectors(3, 0x00_0400, 0x17_7000),
        Sectors(4, 0x17_7400, 0x17_7000),
        Sectors(5, 0x2E_E400, 0x17_7000),
    ];

    private readonly IBlockDevice _device;

    private XboxDisk(IBlockDevice device, IReadOnlyList<XboxPartition> partitions, bool hasTable)
    {
        _device = device;
        Partitions = partitions;
        HasTable = hasTable;
    }

    /// <summary>The partitions that lie on the disk, by number; partition 0, the whole disk, is not among them.</summary>
    public IReadOnlyList<XboxPartition> Partitions { get; }

    /// <summary>Whether sector 0 has a partition table.</summary>
    public bool HasTable { get; }

    /// <summary>Reads the layout of a disk.</summary>
    /// <param name="device">The disk.</param>
    /// <param name="disk">The layout, or null.</param>
    /// <returns><see cref="FatxStatus.IoError"/> when the disk cannot be read.</returns>
    public static FatxStatus Open(IBlockDevice device, out XboxDisk? disk)
    {
        disk = null;
        try
        {
            Span<byte> sector = stackalloc byte[(int)SectorBytes];
            if (device.SizeBytes >= SectorBytes)
            {
                device.Read(0, sector);
            }

            List<XboxPartition>? table = XboxPartitionTable.Decode(sector, device.SizeBytes);
            disk = new XboxDisk(device, table ?? BuiltIn(device), table is not null);
            return FatxStatus.Ok;
        }
        catch (IOException)
        {
            return FatxStatus.IoError;
        }
    }

    /// <summary>Makes a disk as it leaves the factory, with F formatted too on a larger one: configuration area, partition table (only with F), volumes. All that was on it is lost.</summary>
    /// <param name="device">The disk, of <see cref="MinimumBytes"/> at least.</param>
    /// <param name="volumeId">What the volumes' ids are made from.</param>
    /// <returns><see cref="FatxStatus.NoSpace"/> when it is too small.</returns>
    public static FatxStatus CreateStandard(IBlockDevice device, uint volumeId = 0)
    {
        if (device.IsReadOnly)
        {
            return FatxStatus.ReadOnly;
        }

        if (device.SizeBytes < MinimumBytes)
        {
            return FatxStatus.NoSpace;
        }

        try
        {
            List<XboxPartition> partitions = device.SizeBytes > LargeDiskBytes ? [.. Standard, Rest(device)] : [.. Standard];
            WriteConfig(device, partitions);
            var disk = new XboxDisk(device, partitions, partitions.Count > Standard.Length);
            foreach (XboxPartition partition in partitions)
            {
                if (disk.Format(partition.Number, volumeId + (uint)partition.Number) is not FatxStatus.Ok and var failed)
                {
                    return failed;
                }
            }

            device.Flush();
            return FatxStatus.Ok;
        }
        catch (IOException)
        {
            return FatxStatus.IoError;
        }
    }

    /// <summary>Finds a partition by number.</summary>
    /// <param name="number">1 to 14, or 0 for the whole disk.</param>
    /// <param name="partition">Where it lies.</param>
    public bool TryGet(int number, out XboxPartition partition)
    {
        partition = number == 0 ? new XboxPartition(0, '\0', 0, _device.SizeBytes) : Partitions.FirstOrDefault(p => p.Number == number);
        return number == 0 || partition.Number != 0;
    }

    /// <summary>Finds a partition by letter, in either case.</summary>
    public bool TryGet(char letter, out XboxPartition partition) => TryGet(XboxPartition.Letters.IndexOf(char.ToUpperInvariant(letter)) is var at && at >= 0 ? at + 1 : -1, out partition);

    /// <summary>Opens the volume on a partition.</summary>
    /// <returns><see cref="FatxStatus.NotFound"/> when there is no such partition, or it is not formatted.</returns>
    public FatxStatus TryMount(int number, out FatxVolume? volume)
    {
        volume = null;
        return number > 0 && TryGet(number, out XboxPartition partition)
            ? FatxVolume.TryMount(_device, partition.Offset, partition.Size, out volume)
            : FatxStatus.NotFound;
    }

    /// <summary>Makes an empty volume on a partition.</summary>
    /// <param name="number">The partition.</param>
    /// <param name="volumeId">The volume's id.</param>
    /// <param name="clusterBytes">Size of a cluster, or 0 for the usual one.</param>
    /// <returns><see cref="FatxStatus.NotFound"/> when there is no such partition.</returns>
    public FatxStatus Format(int number, uint volumeId = 0, uint clusterBytes = 0) => number > 0 && TryGet(number, out XboxPartition partition)
        ? FatxFormatter.Format(_device, partition.Offset, partition.Size, clusterBytes, volumeId)
        : FatxStatus.NotFound;

    private static XboxPartition Sectors(int number, ulong first, ulong count) => new(number, XboxPartition.LetterOf(number), first * SectorBytes, count * SectorBytes);

    private static XboxPartition Rest(IBlockDevice device) => Sectors(6, StandardSectors, (device.SizeBytes / SectorBytes) - StandardSectors);

    private static List<XboxPartition> BuiltIn(IBlockDevice device)
    {
        List<XboxPartition> partitions = [.. Standard.Where(p => p.Offset + p.Size <= device.SizeBytes)];
        if (device.SizeBytes > MinimumBytes)
        {
            XboxPartition rest = Rest(device);
            if (device.SizeBytes > LargeDiskBytes || FatxVolume.TryMount(device, rest.Offset, rest.Size, out _) == FatxStatus.Ok)
            {
                partitions.Add(rest);
            }
        }

        return partitions;
    }

    /// <summary>Sector 3 marks a console's disk and counts its starts; the kernel makes it again where it is missing. Source: M. Steil, "Xbox Hard Disk Header Hacking".</summary>
    private static void WriteConfig(IBlockDevice device, List<XboxPartition> partitions)
    {
        Span<byte> sector = stackalloc byte[(int)SectorBytes];
        if (partitions.Count > Standard.Length)
        {
            XboxPartitionTable.Encode(partitions, sector);
        }

        device.Write(0, sector);
        sector.Clear();
        "BRFR"u8.CopyTo(sector);
        device.Write(ConfigSector * SectorBytes, sector);
    }
}
