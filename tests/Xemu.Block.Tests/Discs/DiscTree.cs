using Xemu.Abstractions.Media;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block.Tests;

/// <summary>Folders with known content, and what discs hold, as lines that can be compared.</summary>
internal static class DiscTree
{
    /// <summary>Fills a folder with files of odd sizes, empty ones, folders in folders, and a folder with many names.</summary>
    public static void Fill(string folder)
    {
        Write(folder, "default.xbe", 5000, 1);
        Write(folder, "Empty.bin", 0, 2);
        Write(folder, "media/intro.xmv", 2048, 3);
        Write(folder, "media/Deep/er/x.bin", 2049, 4);
        Directory.CreateDirectory(Path.Combine(folder, "void"));
        for (int i = 0; i < 300; i++)
        {
            Write(folder, $"many/file number {i:D4} with a name.txt", i, (byte)i);
        }
    }

    public static void Write(string folder, string name, int length, byte seed)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Content(length, seed));
    }

    public static byte[] Content(int length, byte seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A line a file or folder of a host folder: path, and length and hash for a file.</summary>
    public static List<string> OfFolder(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(path => Line(Path.GetRelativePath(folder, path), Directory.Exists(path) ? null : File.ReadAllBytes(path)))
            .Order(StringComparer.Ordinal)];

    /// <summary>The same of a disc.</summary>
    public static List<string> OfDisc(IBlockDevice disc)
    {
        Assert.Null(XdvdfsVolume.TryMount(disc, out XdvdfsVolume? volume));
        var lines = new List<string>();
        Add(volume!, volume!.Root, string.Empty, lines);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public static byte[] ReadAll(XdvdfsVolume volume, XdvdfsNode node)
    {
        byte[] bytes = new byte[node.SizeBytes];
        XdvdfsStatus status = volume.Read(node, 0, bytes, out int count);
        Assert.Equal((XdvdfsStatus.Done, bytes.Length), (status, count));
        return bytes;
    }

    /// <summary>All of a disc in memory.</summary>
    public static byte[] Bytes(IBlockDevice disc)
    {
        byte[] bytes = new byte[disc.SizeBytes];
        disc.Read(0, bytes);
        return bytes;
    }

    private static void Add(XdvdfsVolume volume, XdvdfsNode directory, string prefix, List<string> lines)
    {
        int position = 0;
        while (volume.List(directory, position, out XdvdfsNode node, out position) is var status && status != XdvdfsStatus.NoMoreEntries)
        {
            Assert.Equal(XdvdfsStatus.Done, status);
            string path = prefix + node.Name;
            lines.Add(Line(path, node.IsDirectory ? null : ReadAll(volume, node)));
            if (node.IsDirectory)
            {
                Add(volume, node, path + "/", lines);
            }
        }
    }

    private static string Line(string path, byte[]? content) =>
        content is null ? path + "/" : $"{path} {content.Length} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))}";
}
