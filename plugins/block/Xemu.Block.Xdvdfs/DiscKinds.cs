namespace Xemu.Block.Xdvdfs;

/// <summary>Tells by its first bytes which component type opens a disc image.</summary>
internal static class DiscKinds
{
    /// <summary>Bytes of a file that are enough.</summary>
    public const int StartBytes = 0x1_0800;

    private static ReadOnlySpan<byte> Qcow2Magic => [(byte)'Q', (byte)'F', (byte)'I', 0xFB];

    /// <summary>Gives the component type.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="start">The file's first bytes, <see cref="StartBytes"/> if it has as many; none for a folder.</param>
    /// <returns><c>block.folder</c>, <c>block.cso</c>, <c>block.cci</c>, <c>block.chd</c>, <c>block.qcow2</c> or <c>block.raw</c> (for a file of the name .iso or .xiso whatever it holds: whole discs begin with a video); null when it looks like none.</returns>
    public static string? TypeOf(string path, ReadOnlySpan<byte> start)
    {
        if (Directory.Exists(path))
        {
            return "block.folder";
        }

        const int Descriptor = XdvdfsFormat.DescriptorSector * XdvdfsFormat.SectorBytes;
        return start.StartsWith("CISO"u8) ? "block.cso"
            : start.StartsWith("CCIM"u8) ? "block.cci"
            : start.StartsWith("MComprHD"u8) ? "block.chd"
            : start.StartsWith(Qcow2Magic) ? "block.qcow2"
            : start.Length > Descriptor && start[Descriptor..].StartsWith(XdvdfsFormat.Magic) ? "block.raw"
            : Path.GetExtension(path).ToUpperInvariant() is ".ISO" or ".XISO" ? "block.raw"
            : null;
    }

    /// <summary>Gives the component type of a file that is there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? TypeOf(string path)
    {
        if (Directory.Exists(path))
        {
            return "block.folder";
        }

        // Opening a pipe would hang; it has no length.
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return null;
        }

        byte[] start = new byte[StartBytes];
        using FileStream file = File.OpenRead(path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return TypeOf(path, start.AsSpan(0, length)) ?? (HasGamePartition(file) ? "block.raw" : null);
    }

    /// <summary>Whole discs begin with a video, whatever their file is called.</summary>
    private static bool HasGamePartition(FileStream file)
    {
        Span<byte> magic = stackalloc byte[XdvdfsFormat.Magic.Length];
        foreach (uint offset in XdvdfsFormat.VolumeOffsets)
        {
            file.Position = offset + (XdvdfsFormat.DescriptorSector * XdvdfsFormat.SectorBytes);
            if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(XdvdfsFormat.Magic))
            {
                return true;
            }
        }

        return false;
    }
}
