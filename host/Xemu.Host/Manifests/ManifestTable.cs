using System.Diagnostics.CodeAnalysis;

namespace Xemu.Host;

/// <summary>A table; its entries keep their order.</summary>
internal sealed class ManifestTable(SourcePlace place, ManifestOrigin origin, TableForm form) : ManifestValue(place, origin)
{
    private readonly OrderedDictionary<string, ManifestEntry> _entries = new(StringComparer.Ordinal);

    public IReadOnlyList<ManifestEntry> Entries => _entries.Values;

    /// <summary>How it came to be, which decides what may be added to it (TOML 1.0, "Table").</summary>
    public TableForm Form { get; set; } = form;

    public override string KindName => "a table";

    public ManifestEntry? Find(string key) => _entries.GetValueOrDefault(key);

    public bool TryGet(string key, [NotNullWhen(true)] out ManifestEntry? entry) => _entries.TryGetValue(key, out entry);

    /// <summary>Adds an entry, or replaces the one of its key in place.</summary>
    public void Set(ManifestEntry entry) => _entries[entry.Key] = entry;

    public bool Remove(string key) => _entries.Remove(key);
}
