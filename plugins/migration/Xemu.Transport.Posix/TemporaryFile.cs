using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A file written beside its target and renamed over it: <c>.NAME.xemu-PID-RANDOM.part</c>.</summary>
/// <remarks>
/// The writer holds an flock on it as long as it lives, so that what a killed process left behind is known: nobody holds its lock. That holds between
/// machines as well where the file system passes locks on; where it has none, leftovers stay.
/// </remarks>
internal sealed class TemporaryFile : IFileEnding
{
    private const string Mark = ".xemu-";
    private const string Suffix = ".part";
    private const int LongestName = 200;

    private readonly string _target;
    private readonly string _folder;
    private readonly string _path;
    private readonly Descriptor _file;
    private readonly FileStatus? _former;
    private Descriptor? _replaced;
    private bool _isThere = true;

    private TemporaryFile(string target, string folder, string path, Descriptor file, FileStatus? former)
    {
        _target = target;
        _folder = folder;
        _path = path;
        _file = file;
        _former = former;
    }

    /// <summary>The descriptor, which the caller of <see cref="Create"/> owns.</summary>
    public Descriptor File => _file;

    /// <summary>Makes the file, after clearing away what killed writers of the same target left.</summary>
    /// <param name="target">The target, no link.</param>
    /// <param name="former">The file that is there, or null: its mode and owner pass to the new one.</param>
    /// <exception cref="MigrationException">The folder takes no file.</exception>
    public static TemporaryFile Create(string target, FileStatus? former)
    {
        string folder = Path.GetDirectoryName(target)!;
        string prefix = Prefix(Path.GetFileName(target));
        RemoveLeftovers(folder, prefix);
        while (true)
        {
            string random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{random}{Suffix}"));
            Descriptor? file = Descriptor.TryOpen(path, Libc.ReadWrite | Libc.Create | Libc.Exclusive | Libc.NoFollow, 0x180 /* 0600 */, out int errno);
            if (file is null && errno != Errno.Exists)
            {
                throw new MigrationException($"No file can be made in folder '{folder}': {Errno.Text(errno)}; choose another folder.");
            }

            // Between making and locking, another writer may have taken the file for a leftover.
            if (file is not null && Locks.TryTake(file, isExclusive: true) && file.Status().LinkCount > 0)
            {
                return new TemporaryFile(target, folder, path, file, former);
            }

            file?.Dispose();
        }
    }

    public void Begin()
    {
        // Nobody sees the file: there is nothing to prepare.
    }

    public void Publish()
    {
        if (_former is { } former)
        {
            // The owner can be kept by root alone; set first, because changing it clears mode bits.
            _ = Libc.fchown(_file, former.Owner, former.Group);
            if (Libc.fchmod(_file, former.Permissions) != 0)
            {
                throw Errno.Exception($"Giving '{_path}' the mode of '{_target}'", Errno.Last);
            }
        }

        // Held open, so that freeing its blocks, which takes longer than all that is left to do here, does not happen within the rename.
        _replaced = _former is null ? null : Descriptor.TryOpen(_target, Libc.PathOnly | Libc.NoFollow, 0, out _);
        if (Libc.rename(_path, _target) != 0)
        {
            throw Errno.Exception($"Renaming '{_path}' to '{_target}'", Errno.Last);
        }

        _isThere = false;
    }

    public void AfterPublish()
    {
        // The lock has done its work, and would keep out who opens the file with .NET, which asks for locks of this kind.
        Locks.Release(_file);
        int errno;
        using Descriptor? folder = Descriptor.TryOpen(_folder, Libc.ReadOnly | Libc.Directory, 0, out errno);
        if (folder is null || Libc.fsync(folder) != 0)
        {
            throw Errno.Exception($"'{_target}' is whole and in its place, but putting its name in folder '{_folder}' on stable storage", folder is null ? errno : Errno.Last);
        }
    }

    public void Discard()
    {
        if (_isThere)
        {
            _isThere = false;
            _ = Libc.unlink(_path);
        }
    }

    public void Dispose()
    {
        Discard();
        if (Interlocked.Exchange(ref _replaced, null) is { } replaced)
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(static file => file.Dispose(), replaced, preferLocal: false);
        }
    }

    /// <summary>Removes temporary files of a target whose writers live no more.</summary>
    private static void RemoveLeftovers(string folder, string prefix)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder).Where(p => IsTemporary(Path.GetFileName(p), prefix)))
            {
                using Descriptor? file = Descriptor.TryOpen(path, Libc.ReadWrite | Libc.NoFollow | Libc.NonBlocking, 0, out _);
                if (file is not null && file.Status() is { IsRegular: true, LinkCount: 1 } && Locks.IsFree(file))
                {
                    _ = Libc.unlink(path);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that may be written but not listed: what lies there stays.
        }
    }

    private static bool IsTemporary(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Long names are replaced by their hash, so that the temporary name fits.</summary>
    private static string Prefix(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return "." + (bytes.Length <= LongestName ? name : Convert.ToHexStringLower(SHA256.HashData(bytes))) + Mark;
    }
}
