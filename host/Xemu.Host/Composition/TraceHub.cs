using System.Globalization;
using Xemu.Abstractions.Time;

namespace Xemu.Host;

/// <summary>Knows which trace sources are asked for, and writes their lines.</summary>
/// <param name="selections"><c>ID:NAME</c>, or the type in place of the id; <c>*</c> stands for any.</param>
/// <param name="writer">Where lines go.</param>
internal sealed class TraceHub(IReadOnlyList<string> selections, TextWriter writer)
{
    private readonly List<(string Id, string Type, string Name, string Description)> _sources = [];
    private readonly Lock _lock = new();

    /// <summary>The sources that components have registered.</summary>
    public IReadOnlyList<(string Id, string Type, string Name, string Description)> Sources => _sources;

    /// <summary>The selections that no source answers to.</summary>
    public IEnumerable<string> Unmatched => selections.Where(selection => !_sources.Exists(source => Matches(selection, source.Id, source.Type, source.Name)));

    public TraceSource Add(string id, string type, string name, string description, IClock clock)
    {
        _sources.Add((id, type, name, description));
        return new TraceSource(this, clock, $"{id}:{name}", selections.Any(selection => Matches(selection, id, type, name)));
    }

    public void Write(ulong timeNs, string source, string line)
    {
        lock (_lock)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timeNs / 1_000_000_000}.{timeNs % 1_000_000_000:D9} {source} {line}"));
        }
    }

    private static bool Matches(string selection, string id, string type, string name)
    {
        string[] parts = selection.Split(':', 2);
        return (parts[0] == "*" || parts[0] == id || parts[0] == type)
            && (parts.Length == 1 || parts[1] == "*" || parts[1].Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
