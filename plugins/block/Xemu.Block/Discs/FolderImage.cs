using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Block;

/// <summary>A folder of the host, seen as an Xbox disc. Directories are laid out when it is opened; what files hold is read when the guest reads it.</summary>
/// <remarks>A file that was changed since reads as it is now, cut or filled with zeros to the length that it had; one that is gone, or has become a link out of the folder, as zeros.</remarks>
internal sealed class FolderImage : DiscImage
{
    private const int MaxOpenFiles = 16;
    private readonly XdvdfsLayout _layout;

    /// <summary>Open files by extent, the last used ones last.</summary>
    private readonly List<(int Extent, SafeFileHandle Handle)> _open = [];

    private FolderImage(XdvdfsLayout layout) => _layout = layout;

    /// <inheritdoc/>
    public override ulong SizeBytes => _layout.SizeBytes;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="ComponentException">It is missing, or too large for a disc.</exception>
    public static FolderImage Open(string path) => Open(path, LayoutLimits.Standard);

    /// <summary>Opens a folder with limits of one's own.</summary>
    /// <exception cref="ComponentException">It is missing, or too large for a disc.</exception>
    internal static FolderImage Open(string path, LayoutLimits limits)
    {
        try
        {
            return new FolderImage(XdvdfsLayout.Create(path, limits));
        }
        catch (LayoutException e)
        {
            throw new ComponentException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => CloseFiles(keep: 0);

    /// <inheritdoc/>
    protected override void ReadChecked(ulong offset, Span<byte> destination)
    {
        destination.Clear();
        ulong end = offset + (ulong)destination.Length;
        for (int i = _layout.IndexOf(offset); i < _layout.Extents.Count && _layout.Extents[i].Start < end; i++)
        {
            LayoutExtent extent = _layout.Extents[i];
            ulong from = Math.Max(extent.Start, offset);
            int length = (int)(Math.Min(extent.End, end) - from);
            ReadExtent(i, extent, from - extent.Start, destination.Slice((int)(from - offset), length));
        }
    }

    private void ReadExtent(int index, LayoutExtent extent, ulong skip, Span<byte> destination)
    {
        if (extent.Bytes is { } bytes)
        {
            bytes.AsSpan((int)skip, destination.Length).CopyTo(destination);
            return;
        }

        SafeFileHandle? file = OpenFile(index, extent.Path!);
        for (int done = 0; file is not null && done < destination.Length;)
        {
            int read = ReadSome(file, destination[done..], (long)skip + done);
            if (read == 0)
            {
                return;
            }

            done += read;
        }
    }

    private static int ReadSome(SafeFileHandle file, Span<byte> destination, long offset)
    {
        try
        {
            return RandomAccess.Read(file, destination, offset);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"A file of the disc's folder cannot be read: {e.Message}", e);
        }
    }

    private SafeFileHandle? OpenFile(int extent, string path)
    {
        int index = _open.FindLastIndex(f => f.Extent == extent);
        SafeFileHandle? handle = index >= 0 ? _open[index].Handle : TryOpen(path);
        if (index >= 0)
        {
            _open.RemoveAt(index);
        }

        if (handle is not null)
        {
            _open.Add((extent, handle));
            CloseFiles(MaxOpenFiles);
        }

        return handle;
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            // Opening a pipe would hang; it has no length.
            return HostPaths.Resolve(path) == path && new FileInfo(path) is { Exists: true, Length: > 0 }
                ? UnlockedFile.OpenForReading(path)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void CloseFiles(int keep)
    {
        while (_open.Count > keep)
        {
            _open[0].Handle.Dispose();
            _open.RemoveAt(0);
        }
    }
}
