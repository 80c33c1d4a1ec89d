using System.Text;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The names of objects: directories within directories, and symbolic links. Names compare without regard to case, as the console's do.</summary>
/// <remarks>Objects are known by their addresses. It holds no references; who inserts an object takes one.</remarks>
internal sealed class ObjectNamespace : IStateful
{
    private const int MostLinks = 16;
    private const int MostBytes = 4 << 20;

    /// <summary>Longest name within a directory.</summary>
    private const int MostNameCharacters = 255;

    /// <summary>Longest target of a link.</summary>
    private const int MostTargetCharacters = 520;

    /// <summary>Most that a packed row takes beside its text: two words and the text's length.</summary>
    private const int RowBytes = 10;

    [Derived("saved as 'names'")]
    private readonly Dictionary<uint, SortedDictionary<string, uint>> _directories = [];

    [Derived("saved as 'names'")]
    private readonly Dictionary<uint, (uint Directory, string Name)> _names = [];

    [Derived("saved as 'links'")]
    private readonly SortedDictionary<uint, string> _links = [];

    [Derived("counted over 'names'")]
    private int _nameBytes;

    [Derived("counted over 'links'")]
    private int _linkBytes;

    /// <summary>The root directory's object.</summary>
    private uint _root;

    /// <summary>Where names begin.</summary>
    public uint Root => _root;

    /// <summary>Forgets everything.</summary>
    /// <param name="root">The root directory's object.</param>
    public void Reset(uint root)
    {
        Clear();
        _root = root;
        _ = AddDirectory(root);
    }

    /// <summary>Makes an object a directory.</summary>
    /// <returns>Success, or InsufficientResources when there are too many.</returns>
    public uint AddDirectory(uint obj)
    {
        if (_directories.ContainsKey(obj))
        {
            return NtStatus.Success;
        }

        if (!TryCount(ref _nameBytes, string.Empty))
        {
            return NtStatus.InsufficientResources;
        }

        _directories.Add(obj, new(StringComparer.OrdinalIgnoreCase));
        return NtStatus.Success;
    }

    /// <summary>Makes an object a symbolic link.</summary>
    /// <returns>Success, InvalidParameter of a target that is too long, or InsufficientResources when there are too many.</returns>
    public uint SetLink(uint obj, string target)
    {
        if (target.Length > MostTargetCharacters)
        {
            return NtStatus.InvalidParameter;
        }

        RemoveLink(obj);
        if (!TryCount(ref _linkBytes, target))
        {
            return NtStatus.InsufficientResources;
        }

        _links.Add(obj, target);
        return NtStatus.Success;
    }

    /// <summary>Takes a symbolic link's target away.</summary>
    public void RemoveLink(uint obj)
    {
        if (_links.Remove(obj, out string? target))
        {
            Uncount(ref _linkBytes, target);
        }
    }

    /// <summary>The target of a symbolic link, or null.</summary>
    public string? LinkTarget(uint obj) => _links.GetValueOrDefault(obj);

    /// <summary>The name of an object, or null.</summary>
    public string? NameOf(uint obj) => _names.TryGetValue(obj, out (uint Directory, string Name) place) ? place.Name : null;

    /// <summary>The directory that an object is in, or 0.</summary>
    public uint DirectoryOf(uint obj) => _names.TryGetValue(obj, out (uint Directory, string Name) place) ? place.Directory : 0;

    /// <summary>The entries of a directory by name, or null.</summary>
    public IReadOnlyList<KeyValuePair<string, uint>>? EntriesOf(uint directory) => _directories.TryGetValue(directory, out SortedDictionary<string, uint>? entries) ? [.. entries] : null;

    /// <summary>Gives an object a name, in place of the one it may have.</summary>
    /// <returns>Success, ObjectNameInvalid of a name that is too long, ObjectPathNotFound, ObjectNameCollision, or InsufficientResources when there are too many.</returns>
    public uint Insert(uint directory, string name, uint obj)
    {
        if (name.Length is 0 or > MostNameCharacters)
        {
            return NtStatus.ObjectNameInvalid;
        }

        if (!_directories.TryGetValue(directory, out SortedDictionary<string, uint>? entries))
        {
            return NtStatus.ObjectPathNotFound;
        }

        if (entries.ContainsKey(name))
        {
            return NtStatus.ObjectNameCollision;
        }

        Remove(obj);
        if (!TryCount(ref _nameBytes, name))
        {
            return NtStatus.InsufficientResources;
        }

        entries.Add(name, obj);
        _names.Add(obj, (directory, name));
        return NtStatus.Success;
    }

    /// <summary>Takes an object's name away.</summary>
    public void Remove(uint obj)
    {
        if (_names.Remove(obj, out (uint Directory, string Name) place))
        {
            _directories[place.Directory].Remove(place.Name);
            Uncount(ref _nameBytes, place.Name);
        }
    }

    /// <summary>Forgets an object that is deleted: its name, and what makes it a directory or a link.</summary>
    public void Forget(uint obj)
    {
        Remove(obj);
        RemoveLink(obj);
        if (!_directories.TryGetValue(obj, out SortedDictionary<string, uint>? entries))
        {
            return;
        }

        foreach (uint entry in entries.Values.ToList())
        {
            Remove(entry);
        }

        _directories.Remove(obj);
        Uncount(ref _nameBytes, string.Empty);
    }

    /// <summary>Finds what a path names.</summary>
    /// <param name="start">The directory that it starts in; the root for a path that starts with a backslash.</param>
    /// <param name="path">The path.</param>
    /// <param name="followsLast">Whether a link at the end is followed.</param>
    /// <returns>What was found.</returns>
    public NameLookup Find(uint start, string path, bool followsLast)
    {
        uint current = start;
        for (int links = 0; links < MostLinks; links++)
        {
            if (path.StartsWith('\\'))
            {
                current = _root;
                path = path[1..];
            }

            if (Walk(ref current, ref path, followsLast) is { } found)
            {
                return found;
            }
        }

        return new NameLookup(NtStatus.ObjectNameNotFound, 0, 0, string.Empty);
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("root", ref _root);
        byte[] names = Pack(_directories.OrderBy(static d => d.Key).SelectMany(static d => d.Value.Select(e => (d.Key, e.Value, e.Key)).Prepend((d.Key, 0U, string.Empty))));
        byte[] links = Pack(_links.Select(static l => (l.Key, 0U, l.Value)));
        state.Blob("names", ref names, MostBytes);
        state.Blob("links", ref links, MostBytes);
        if (state.IsLoading)
        {
            Load(names, links);
        }
    }

    /// <summary>Walks to the end of the path, or to a link.</summary>
    /// <returns>The result, or null after a link, whose target is the new path.</returns>
    private NameLookup? Walk(ref uint current, ref string path, bool followsLast)
    {
        while (path.Length > 0)
        {
            if (!_directories.TryGetValue(current, out SortedDictionary<string, uint>? entries))
            {
                // An object that is no directory: a device parses the rest.
                return new NameLookup(NtStatus.Success, current, 0, "\\" + path);
            }

            int slash = path.IndexOf('\\', StringComparison.Ordinal);
            string name = slash < 0 ? path : path[..slash];
            string rest = slash < 0 ? string.Empty : path[(slash + 1)..];
            if (name.Length == 0)
            {
                return new NameLookup(NtStatus.ObjectNameInvalid, 0, current, path);
            }

            if (!entries.TryGetValue(name, out uint found))
            {
                return new NameLookup(slash < 0 ? NtStatus.ObjectNameNotFound : NtStatus.ObjectPathNotFound, 0, current, path);
            }

            if (_links.TryGetValue(found, out string? target) && (slash >= 0 || followsLast))
            {
                path = slash < 0 ? target : target.TrimEnd('\\') + "\\" + rest;
                return target.StartsWith('\\') ? null : new NameLookup(NtStatus.ObjectNameInvalid, 0, current, path);
            }

            // "D:\" names the root directory of the device's file system, "D:" the device itself.
            if (slash >= 0 && !_directories.ContainsKey(found))
            {
                return new NameLookup(NtStatus.Success, found, 0, "\\" + rest);
            }

            current = found;
            path = rest;
        }

        return new NameLookup(NtStatus.Success, current, 0, string.Empty);
    }

    private static bool TryCount(ref int total, string text)
    {
        if (total + RowBytes + text.Length > MostBytes)
        {
            return false;
        }

        total += RowBytes + text.Length;
        return true;
    }

    private static void Uncount(ref int total, string text) => total -= RowBytes + text.Length;

    private void Clear()
    {
        _directories.Clear();
        _names.Clear();
        _links.Clear();
        _nameBytes = 0;
        _linkBytes = 0;
    }

    private void Load(byte[] names, byte[] links)
    {
        Clear();
        foreach ((uint directory, uint obj, string name) in Unpack(names))
        {
            if (AddDirectory(directory) != NtStatus.Success || (name.Length > 0 && (_names.ContainsKey(obj) || Insert(directory, name, obj) != NtStatus.Success)))
            {
                throw new StateException($"Field 'names' holds '{name}' twice, or more than there can be; the snapshot is damaged.");
            }
        }

        foreach ((uint link, _, string target) in Unpack(links))
        {
            if (_links.ContainsKey(link) || SetLink(link, target) != NtStatus.Success)
            {
                throw new StateException($"Field 'links' holds '{target}' twice, or more than there can be; the snapshot is damaged.");
            }
        }
    }

    private static byte[] Pack(IEnumerable<(uint First, uint Second, string Text)> rows)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.Latin1);
        foreach ((uint first, uint second, string text) in rows)
        {
            writer.Write(first);
            writer.Write(second);
            writer.Write(text);
        }

        return stream.ToArray();
    }

    private static List<(uint First, uint Second, string Text)> Unpack(byte[] bytes)
    {
        var rows = new List<(uint First, uint Second, string Text)>();
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.Latin1);
        try
        {
            while (reader.BaseStream.Position < bytes.Length)
            {
                rows.Add((reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadString()));
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException)
        {
            throw new StateException("A list of object names is cut short; the snapshot is damaged.");
        }

        return rows;
    }
}
