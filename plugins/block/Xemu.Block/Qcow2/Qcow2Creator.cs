using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Makes empty qcow2 files of version 3.</summary>
internal static class Qcow2Creator
{
    private const int ClusterBits = 16;
    private const int ClusterSize = 1 << ClusterBits;
    private const int HeaderLength = 104;

    /// <summary>Makes an empty image.</summary>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="sizeBytes">Size of the medium, a multiple of 512.</param>
    /// <param name="backing">The backing file as it is to be written, or null.</param>
    /// <param name="backingFormat"><c>raw</c> or <c>qcow2</c>.</param>
    /// <exception cref="ComponentException">The file cannot be made.</exception>
    public static void Create(string path, ulong sizeBytes, string? backing = null, string backingFormat = "raw")
    {
        try
        {
            byte[] name = Encoding.UTF8.GetBytes(backing ?? string.Empty);
            if (name.Length > 1023 || sizeBytes % 512 != 0 || sizeBytes > Qcow2Header.MaxSizeBytes)
            {
                throw new ComponentException($"Image '{path}' cannot be made: a size of {sizeBytes} bytes, or a backing path of {name.Length} bytes (1023 at most).");
            }

            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            Fill(stream, Build(sizeBytes, name, backingFormat));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"Image '{path}' cannot be made: {Cause(path, e)}.", e);
        }
    }

    private static string Cause(string path, Exception failure) => failure switch
    {
        // Error numbers of Linux, which .NET passes on.
        { HResult: 28 } => "No space left on device; free space on that file system or choose another",
        { HResult: 122 } => "Disk quota exceeded; free some of your quota or choose another file system",
        DirectoryNotFoundException => "its folder is missing",
        UnauthorizedAccessException => "its folder may not be written",
        _ when File.Exists(path) => "it exists",
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>Writes the content of a new file, or removes the file: half of one would be refused as damaged for ever after.</summary>
    private static void Fill(FileStream stream, byte[] content)
    {
        try
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        catch (ArgumentException e)
        {
            // How .NET tells EFBIG.
            File.Delete(stream.Name);
            throw new IOException("File too large; raise the limit on file sizes (ulimit -f) or choose another file system.", e);
        }
        catch (IOException)
        {
            File.Delete(stream.Name);
            throw;
        }
    }

    /// <summary>Header, refcount table, refcount block and L1 table, in this order.</summary>
    private static byte[] Build(ulong sizeBytes, byte[] backing, string backingFormat)
    {
        ulong bytesPerL2 = (ulong)ClusterSize * (ClusterSize / 8);
        int l1Entries = (int)((sizeBytes + bytesPerL2 - 1) / bytesPerL2);
        int l1Clusters = ((l1Entries * 8) + ClusterSize - 1) / ClusterSize;
        byte[] file = new byte[(3 + l1Clusters) * ClusterSize];
        Span<byte> h = file;
        BinaryPrimitives.WriteUInt32BigEndian(h, 0x514649FB);
        BinaryPrimitives.WriteUInt32BigEndian(h[4..], 3);
        BinaryPrimitives.WriteUInt32BigEndian(h[20..], ClusterBits);
        BinaryPrimitives.WriteUInt64BigEndian(h[24..], sizeBytes);
        BinaryPrimitives.WriteUInt32BigEndian(h[36..], (uint)l1Entries);
        BinaryPrimitives.WriteUInt64BigEndian(h[40..], 3 * ClusterSize);
        BinaryPrimitives.WriteUInt64BigEndian(h[48..], ClusterSize);
        BinaryPrimitives.WriteUInt32BigEndian(h[56..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(h[96..], 4);
        BinaryPrimitives.WriteUInt32BigEndian(h[100..], HeaderLength);
        if (backing.Length > 0)
        {
            byte[] format = Encoding.ASCII.GetBytes(backingFormat);
            BinaryPrimitives.WriteUInt32BigEndian(h[HeaderLength..], 0xE2792ACA);
            BinaryPrimitives.WriteUInt32BigEndian(h[(HeaderLength + 4)..], (uint)format.Length);
            format.CopyTo(h[(HeaderLength + 8)..]);
            int nameAt = HeaderLength + 8 + 8 + 8;
            BinaryPrimitives.WriteUInt64BigEndian(h[8..], (ulong)nameAt);
            BinaryPrimitives.WriteUInt32BigEndian(h[16..], (uint)backing.Length);
            backing.CopyTo(h[nameAt..]);
        }

        BinaryPrimitives.WriteUInt64BigEndian(h[ClusterSize..], 2 * ClusterSize);
        for (int i = 0; i < 3 + l1Clusters; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(h[((2 * ClusterSize) + (2 * i))..], 1);
        }

        return file;
    }
}
