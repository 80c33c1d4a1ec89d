using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>What lies on the volumes of a hard disk, as lines of text, seen from the host.</summary>
internal static class DiskListing
{
    private const int MostShown = 64;

    /// <summary>Makes a disk as it leaves the factory.</summary>
    public static void Format(IBlockDevice disk) => Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(disk, 0x1234_5678));

    /// <summary>Checks every volume, and lists what it holds.</summary>
    public static string[] Of(IBlockDevice disk)
    {
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? partitions));
        return [.. partitions!.Partitions.SelectMany(p => OfVolume(partitions, p)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The line of a file with a short text.</summary>
    public static string File(string path, string content, string attributes = "") => File(path, Encoding.Latin1.GetBytes(content), attributes);

    /// <summary>The line of a file.</summary>
    public static string File(string path, byte[] content, string attributes = "") => $"{path}{(attributes.Length == 0 ? string.Empty : $" [{attributes}]")} {Content(content)}";

    /// <summary>The line of a folder.</summary>
    public static string Folder(string path, string attributes = "") => $"{path}\\{(attributes.Length == 0 ? string.Empty : $" [{attributes}]")}";

    private static List<string> OfVolume(XboxDisk disk, XboxPartition partition)
    {
        var lines = new List<string>();
        if (disk.TryMount(partition.Number, out FatxVolume? volume) != FatxStatus.Ok)
        {
            return [$"{partition.Letter}: not formatted"];
        }

        Assert.Equal(FatxStatus.Ok, FatxChecker.Check(volume!, repair: false, out FatxCheckReport report));
        Assert.Equal([], report.Findings.Select(f => $"{partition.Letter}:{f}"));
        Add(volume!, volume!.Root, $"{partition.Letter}:", lines);
        return lines;
    }

    private static void Add(FatxVolume volume, FatxNode folder, string path, List<string> lines)
    {
        for (int position = 0; volume.List(folder, position, out FatxNode node, out position) == FatxStatus.Ok;)
        {
            string name = $"{path}\\{node.Name}";
            if (node.IsDirectory)
            {
                lines.Add(Folder(name, Letters(node.Attributes)));
                Add(volume, node, name, lines);
            }
            else
            {
                lines.Add(File(name, Read(volume, node), Letters(node.Attributes)));
            }
        }
    }

    private static byte[] Read(FatxVolume volume, FatxNode node)
    {
        byte[] content = new byte[node.Size];
        Assert.Equal(node.Size == 0 ? FatxStatus.EndOfFile : FatxStatus.Ok, volume.Read(node, 0, content, out int count));
        Assert.Equal(content.Length, count);
        return content;
    }

    private static string Letters(FatxAttributes attributes) => string.Concat(
        new[] { (FatxAttributes.ReadOnly, 'R'), (FatxAttributes.Hidden, 'H'), (FatxAttributes.System, 'S'), (FatxAttributes.Archive, 'A') }
            .Where(letter => attributes.HasFlag(letter.Item1)).Select(static letter => letter.Item2));

    private static string Content(byte[] content) => content.Length <= MostShown && !content.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~')
        ? $"'{Encoding.Latin1.GetString(content)}'"
        : string.Create(CultureInfo.InvariantCulture, $"{content.Length} bytes, {Crc32.HashToUInt32(content):X8}");
}
