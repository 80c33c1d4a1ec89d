using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A host file that holds an image: positioned reads and writes, and a lock against a second user.</summary>
/// <remarks>A writer holds the file alone (flock), readers share it. The lock is advisory, and QEMU's own tools use another kind.</remarks>
internal sealed class ImageFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ImageFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>The present length in bytes.</summary>
    public ulong Length => (ulong)RandomAccess.GetLength(_handle);

    /// <summary>Called after each write with its place and length; the tests look at the file at each of these instants.</summary>
    public Action<ulong, int>? Written { get; set; }

    /// <summary>Opens an existing file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="writable">Whether it will be written, which takes it for this machine alone.</param>
    /// <param name="role">What the file is, for messages: <c>Image</c>, <c>Backing file</c>.</param>
    /// <param name="isLocked">False to look at a file that another machine may be writing, without getting into its way; for reading only.</param>
    /// <exception cref="ComponentException">It is missing, in use, or may not be opened.</exception>
    public static ImageFile Open(string path, bool writable, string role = "Image", bool isLocked = true)
    {
        FileAccess access = writable ? FileAccess.ReadWrite : FileAccess.Read;
        FileShare share = writable ? FileShare.None : FileShare.Read;
        try
        {
            RefuseWhatIsNoFile(path, role);
            return new ImageFile(path, isLocked || writable ? File.OpenHandle(path, FileMode.Open, access, share, FileOptions.RandomAccess) : UnlockedFile.OpenForReading(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException($"{role} '{path}' does not exist; check the path.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ComponentException(Directory.Exists(path) ? $"{role} '{path}' is a folder; name the image file." : $"{role} '{path}' may not be opened for {(writable ? "writing" : "reading")}; check that it is a file and its permissions.", e);
        }
        catch (IOException e)
        {
            throw new ComponentException($"{role} '{path}' cannot be opened for {(writable ? "writing" : "reading")}: it is in use by another machine or program, or the host reports an error; end the other user first.", e);
        }
        catch (ArgumentException e)
        {
            throw new ComponentException($"{role} path '{path.Replace('\0', '?')}' is not valid.", e);
        }
    }

    /// <summary>Reads; what lies past the end of the file reads as zero.</summary>
    public void ReadPadded(ulong offset, Span<byte> destination)
    {
        int done = ReadSome(offset, destination);
        destination[done..].Clear();
    }

    /// <summary>Reads.</summary>
    /// <exception cref="IOException">The file is shorter, or the host could not read.</exception>
    public void ReadExactly(ulong offset, Span<byte> destination)
    {
        int done = ReadSome(offset, destination);
        if (done != destination.Length)
        {
            throw new IOException($"Image '{Path}' ends at {Length} and {destination.Length} bytes at {offset} were wanted.");
        }
    }

    /// <summary>Writes.</summary>
    /// <exception cref="IOException">The host could not write.</exception>
    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        try
        {
            RandomAccess.Write(_handle, source, checked((long)offset));
            Written?.Invoke(offset, source.Length);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"Image '{Path}' cannot be written.", e);
        }
        catch (ArgumentException e)
        {
            // How .NET tells EFBIG.
            throw new IOException($"Image '{Path}' cannot be written at {offset}: File too large; raise the limit on file sizes (ulimit -f) or choose another file system.", e);
        }
    }

    /// <summary>Puts what was written on stable storage.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Lets other programs read the file, which was opened for writing.</summary>
    /// <returns>False when another program took it for itself at this moment.</returns>
    public bool Share() => UnlockedFile.Share(_handle);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>A pipe would hang whoever opens it; like devices and the kernel's own files it has a length of 0.</summary>
    private static void RefuseWhatIsNoFile(string path, string role)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 })
        {
            throw new ComponentException($"{role} '{path}' is empty or no ordinary file; name a file that holds an image.");
        }
    }

    private int ReadSome(ulong offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length && offset <= long.MaxValue)
        {
            int read = RandomAccess.Read(_handle, destination[done..], (long)offset);
            if (read == 0)
            {
                break;
            }

            done += read;
            offset += (ulong)read;
        }

        return done;
    }
}
