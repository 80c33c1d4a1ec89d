using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Io.Tests;

/// <summary>What files a volume should hold: folders and contents by path, in memory, with the answers that a console gives.</summary>
internal sealed class FileModel
{
    private readonly SortedDictionary<string, byte[]?> _entries = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Paths => _entries.Keys;

    public byte[]? this[string path]
    {
        get => _entries[path];
        set => _entries[path] = value;
    }

    public FileModel Clone()
    {
        var clone = new FileModel();
        foreach ((string path, byte[]? content) in _entries)
        {
            clone._entries.Add(path, content is null ? null : [.. content]);
        }

        return clone;
    }

    public bool Has(string path) => path.Length == 0 || _entries.ContainsKey(path);

    public bool IsFolder(string path) => path.Length == 0 || (_entries.TryGetValue(path, out byte[]? content) && content is null);

    public static string FolderOf(string path) => path[..path.LastIndexOf('\\')];

    public IEnumerable<string> NamesIn(string folder) => _entries.Keys.Where(p => FolderOf(p).Equals(folder, StringComparison.OrdinalIgnoreCase)).Select(static p => p[(p.LastIndexOf('\\') + 1)..]);

    /// <summary>Makes a file or folder that must not be there.</summary>
    public uint Create(string path, bool isFolder)
    {
        if (!IsFolder(FolderOf(path)))
        {
            return NtStatus.ObjectPathNotFound;
        }

        if (Has(path))
        {
            return NtStatus.ObjectNameCollision;
        }

        _entries.Add(path, isFolder ? null : []);
        return NtStatus.Success;
    }

    public uint Find(string path) => Has(path) ? NtStatus.Success : IsFolder(FolderOf(path)) ? NtStatus.ObjectNameNotFound : NtStatus.ObjectPathNotFound;

    public uint Delete(string path)
    {
        uint status = Find(path);
        if (status == NtStatus.Success && IsFolder(path) && NamesIn(path).Any())
        {
            return NtStatus.DirectoryNotEmpty;
        }

        _entries.Remove(path);
        return status;
    }

    public void Write(string path, int offset, byte[] bytes)
    {
        byte[] content = _entries[path]!;
        Array.Resize(ref content, Math.Max(content.Length, offset + bytes.Length));
        bytes.CopyTo(content, offset);
        _entries[path] = content;
    }

    public uint Rename(string from, string to)
    {
        uint status = Find(from);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!IsFolder(FolderOf(to)))
        {
            return NtStatus.ObjectPathNotFound;
        }

        bool isSame = from.Equals(to, StringComparison.OrdinalIgnoreCase);
        if (Has(to) && !isSame)
        {
            return NtStatus.ObjectNameCollision;
        }

        if (IsFolder(from) && to.StartsWith(from + "\\", StringComparison.OrdinalIgnoreCase))
        {
            return NtStatus.ObjectNameInvalid;
        }

        foreach (string path in _entries.Keys.Where(p => p.Equals(from, StringComparison.OrdinalIgnoreCase) || p.StartsWith(from + "\\", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            byte[]? content = _entries[path];
            _entries.Remove(path);
            _entries.Add(to + path[from.Length..], content);
        }

        return NtStatus.Success;
    }
}
