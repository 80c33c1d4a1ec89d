using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Files and folders of the host that are copied to a disk.</summary>
internal static class HostSource
{
    /// <summary>Lists a file, or a folder with all that is in it, folders before what is in them.</summary>
    /// <exception cref="ComponentException">It does not exist, or a link to a folder is among it.</exception>
    public static IEnumerable<CopyItem> List(string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            return [ForFile(new FileInfo(path), [])];
        }

        return Directory.Exists(path) ? Walk(new DirectoryInfo(path), cancellation) : throw new ComponentException($"'{path}' does not exist; check the path.");
    }

    private static IEnumerable<CopyItem> Walk(DirectoryInfo start, CancellationToken cancellation)
    {
        var open = new Stack<(DirectoryInfo Folder, string[] Relative)>([(start, [])]);
        while (open.TryPop(out (DirectoryInfo Folder, string[] Relative) at))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new CopyItem(at.Relative, true, 0, at.Folder.LastWriteTimeUtc, at.Folder.FullName, static () => throw new InvalidOperationException("A folder has no content."));

            // In the order of names, so that the same folder gives the same disk.
            foreach (FileSystemInfo entry in at.Folder.EnumerateFileSystemInfos().OrderBy(static e => e.Name, StringComparer.Ordinal))
            {
                if (entry is DirectoryInfo { LinkTarget: not null })
                {
                    throw new ComponentException($"'{entry.FullName}' is a link to a folder, which may lead in a circle; name that folder itself, or remove the link.");
                }

                if (entry is DirectoryInfo folder)
                {
                    open.Push((folder, [.. at.Relative, entry.Name]));
                }
                else
                {
                    yield return ForFile((FileInfo)entry, [.. at.Relative, entry.Name]);
                }
            }
        }
    }

    private static CopyItem ForFile(FileInfo file, string[] relative)
    {
        // Length and time of what a link leads to are what is copied.
        FileInfo real = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? throw new ComponentException($"Link '{file.FullName}' leads nowhere; remove it.");
        return real.Exists
            ? new CopyItem(relative, false, (ulong)real.Length, real.LastWriteTimeUtc, file.FullName, () => new Reader(file.FullName))
            : throw new ComponentException($"Link '{file.FullName}' leads nowhere; remove it.");
    }

    private sealed class Reader(string path) : CopyReader
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle = File.OpenHandle(path);

        public override int Read(ulong offset, Span<byte> destination)
        {
            int done = 0;
            while (done < destination.Length && RandomAccess.Read(_handle, destination[done..], (long)offset + done) is > 0 and var count)
            {
                done += count;
            }

            return done;
        }

        public override void Dispose()
        {
            _handle.Dispose();
            base.Dispose();
        }
    }
}
