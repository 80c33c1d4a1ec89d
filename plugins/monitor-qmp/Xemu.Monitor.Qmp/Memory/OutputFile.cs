using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Io;

namespace Xemu.Monitor.Qmp;

/// <summary>A file that appears under its name when it is whole, or a descriptor that the client handed over.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string? _path;
    private readonly string? _temporary;

    private OutputFile(FileStream stream, string? path, string? temporary)
    {
        Stream = stream;
        _path = path;
        _temporary = temporary;
    }

    public FileStream Stream { get; }

    /// <summary>Opens a file beside the one that it shall become.</summary>
    /// <exception cref="QmpException">It cannot be made.</exception>
    public static OutputFile Create(string path)
    {
        string fullPath = Resolve(path);
        string temporary = $"{fullPath}.{Guid.NewGuid():N}.part";
        try
        {
            return new OutputFile(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16), fullPath, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QmpException($"Could not open '{path}': {(e is DirectoryNotFoundException ? "No such file or directory" : e.Message)}");
        }
    }

    /// <summary>Where a path leads; only a regular file, or nothing yet, may stand there: a device or a pipe would be replaced by the file.</summary>
    /// <exception cref="QmpException">Something else stands there.</exception>
    public static string Resolve(string path)
    {
        string fullPath = Path.GetFullPath(path);
        try
        {
            fullPath = File.ResolveLinkTarget(fullPath, returnFinalTarget: true)?.FullName ?? fullPath;
        }
        catch (IOException)
        {
            // Nothing is there, or its folder is not: opening says so.
        }

        return !OperatingSystem.IsLinux() || Libc.FileType(fullPath) is null or Libc.RegularFile
            ? fullPath
            : throw new QmpException($"Could not open '{path}': it is no regular file; choose another name.");
    }

    /// <summary>Takes a named descriptor.</summary>
    /// <exception cref="QmpException">There is none.</exception>
    public static OutputFile Of(string name, IDescriptorStore store)
    {
        if (!store.TryTake(name, out int descriptor))
        {
            throw new QmpException($"File descriptor named '{name}' has not been found");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return new OutputFile(new FileStream(handle, FileAccess.Write), null, null);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            handle.Dispose();
            throw new QmpException($"File descriptor named '{name}' cannot be written to: {e.Message}");
        }
    }

    /// <summary>Everything was written.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: _path is not null);
        Stream.Dispose();
        if (_path is not null)
        {
            File.Move(_temporary!, _path, overwrite: true);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
