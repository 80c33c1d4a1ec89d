using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>Makes images of the console's hard disk: partitioned and formatted, as it leaves the factory.</summary>
internal static class XboxImage
{
    /// <summary>Makes an image. It gets its name when it is complete: a kill leaves none that is half formatted.</summary>
    /// <param name="path">The file, which must not exist; its folder does.</param>
    /// <param name="sizeBytes">Size of the disk, a multiple of 512.</param>
    /// <param name="isQcow2">A qcow2 file, or a raw one.</param>
    /// <exception cref="ComponentException">The disk is too small, or the file cannot be made.</exception>
    public static void Create(string path, ulong sizeBytes, bool isQcow2)
    {
        CheckSize(path, sizeBytes);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new ComponentException($"Folder '{folder}' of image '{path}' does not exist; make it first.");
        }

        string part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            if (isQcow2)
            {
                Qcow2Creator.Create(part, sizeBytes);
            }
            else
            {
                CreateRaw(part, sizeBytes);
            }

            using (Image image = isQcow2 ? Qcow2Image.Open(part, writable: true) : RawImage.Open(part, writable: true))
            {
                Format(image, path);
            }

            File.Move(part, path);
            UnlockedFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"Image '{path}' cannot be made: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>Partitions and formats a disk.</summary>
    /// <param name="device">The disk; all that is on it is lost.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="ComponentException">It is too small, or the host could not write.</exception>
    public static void Format(IBlockDevice device, string name)
    {
        CheckSize(name, device.SizeBytes);
        FatxStatus status = XboxDisk.CreateStandard(device);
        if (status != FatxStatus.Ok)
        {
            throw new ComponentException($"Disk '{name}' cannot be formatted ({status}); check that the host's disk has space and takes writes.");
        }
    }

    private static void CheckSize(string path, ulong sizeBytes)
    {
        if (sizeBytes < XboxDisk.MinimumBytes)
        {
            throw new ComponentException($"Disk '{path}' of {sizeBytes} bytes is too small for the console's partitions, which take {XboxDisk.MinimumBytes}; make it 8GiB or more.");
        }
    }

    private static void CreateRaw(string path, ulong sizeBytes)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            stream.SetLength(checked((long)sizeBytes));
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            // How .NET tells EFBIG.
            throw new ComponentException($"Image '{path}' of {sizeBytes} bytes cannot be made: the host's file system takes no file so large.", e);
        }
    }
}
