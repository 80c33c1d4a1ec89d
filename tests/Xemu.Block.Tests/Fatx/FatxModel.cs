using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>What a volume should hold: paths in upper case, and bytes for files or null for folders.</summary>
internal sealed class FatxModel
{
    private readonly SortedDictionary<string, byte[]?> _entries = new(StringComparer.Ordinal) { [string.Empty] = null };

    public int Count => _entries.Count;

    public byte[]? this[string path]
    {
        get => _entries[Key(path)];
        set => _entries[Key(path)] = value;
    }

    public bool Has(string path) => _entries.ContainsKey(Key(path));

    public bool IsFolder(string path) => _entries.TryGetValue(Key(path), out byte[]? content) && content is null;

    public bool IsEmpty(string path) => !_entries.Keys.Any(k => k.StartsWith(Key(path) + "/", StringComparison.Ordinal));

    public string Pick(Random random) => _entries.Keys.ElementAt(random.Next(_entries.Count));

    public string PickFolder(Random random) => _entries.Where(static e => e.Value is null).Select(static e => e.Key).ElementAt(random.Next(_entries.Values.Count(static v => v is null)));

    public void Remove(string path) => _entries.Remove(Key(path));

    public void RemoveTree(string path)
    {
        foreach (string key in _entries.Keys.Where(k => k == Key(path) || k.StartsWith(Key(path) + "/", StringComparison.Ordinal)).ToList())
        {
            _entries.Remove(key);
        }
    }

    public void Move(string from, string to)
    {
        string old = Key(from);
        foreach (string key in _entries.Keys.Where(k => k == old || k.StartsWith(old + "/", StringComparison.Ordinal)).ToList())
        {
            byte[]? content = _entries[key];
            _entries.Remove(key);
            _entries.Add(Key(to) + key[old.Length..], content);
        }
    }

    public FatxModel Clone()
    {
        var clone = new FatxModel();
        foreach ((string path, byte[]? content) in _entries)
        {
            clone._entries[path] = content;
        }

        return clone;
    }

    /// <summary>Compares with all of a volume.</summary>
    public void AssertSame(FatxVolume volume) => AssertSame(Read(volume));

    public void AssertSame(FatxModel other) => Assert.Equal(Describe(_entries), Describe(other._entries));

    /// <summary>Reads all of a volume.</summary>
    public static FatxModel Read(FatxVolume volume)
    {
        var model = new FatxModel();
        var open = new Stack<(string Path, FatxNode Node)>([(string.Empty, volume.Root)]);
        while (open.TryPop(out (string Path, FatxNode Node) folder))
        {
            for (int position = 0; volume.List(folder.Node, position, out FatxNode node, out position) == FatxStatus.Ok;)
            {
                string path = $"{folder.Path}/{node.Name}";
                byte[]? content = node.IsDirectory ? null : new byte[node.Size];
                if (content is { Length: > 0 })
                {
                    Assert.Equal(FatxStatus.Ok, volume.Read(node, 0, content, out int count));
                    Assert.Equal(content.Length, count);
                }

                model._entries.Add(Key(path), content);
                if (content is null)
                {
                    open.Push((path, node));
                }
            }
        }

        return model;
    }

    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public static string Key(string path) => path.ToUpperInvariant();

    private static string Describe(SortedDictionary<string, byte[]?> entries) =>
        string.Join('\n', entries.Select(static e => $"{e.Key} {(e.Value is null ? "folder" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(e.Value)))}"));
}
