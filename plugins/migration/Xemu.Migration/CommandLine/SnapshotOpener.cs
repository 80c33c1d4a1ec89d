using System.Text;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Makes <c>run FILE.xsnap</c> work: the machine that the snapshot names, going on from it.</summary>
internal sealed class SnapshotOpener : IFileOpener
{
    public string Name => "snapshot";

    private static string ShippedManifests => Path.Combine(AppContext.BaseDirectory, "machines");

    public bool Probe(string path, ReadOnlySpan<byte> start) => start.StartsWith("QEVM"u8);

    public string CreateManifest(string path)
    {
        SnapshotFacts facts = ReadFacts(path);
        string time = facts.IsDeterministic ? "deterministic" : "real";
        return $"""
            manifest = 1
            extends = {Quote(Manifest(path, facts))}

            [machine]
            time = "{time}"

            [components.migration]
            type = "migration.engine"
            restore = {Quote(SnapshotPlaces.ToUri(path))}
            """;
    }

    private static SnapshotFacts ReadFacts(string path)
    {
        try
        {
            using var source = new FileSnapshotSource(path);
            return SnapshotFile.Open(source).Xemu is { } xemu
                ? SnapshotFacts.Read(xemu)
                : throw new ComponentException("This is a migration file of another program: 'snapshot inspect' shows it and 'snapshot extract-ram' takes its RAM out, but no machine here can go on from it.");
        }
        catch (SnapshotFormatException e)
        {
            throw new ComponentException(e.Message, e);
        }
    }

    /// <summary>The manifest that ships, if the machine was made from it: under another name there may be anything.</summary>
    private static string Manifest(string path, SnapshotFacts facts)
    {
        string name = Path.GetFileName(facts.Manifest);
        string shipped = Path.Combine(ShippedManifests, name);
        bool isShipped = name.Length > 0 && File.Exists(shipped)
            && (Path.GetFullPath(facts.Manifest) == Path.GetFullPath(shipped)
                || (!File.Exists(facts.Manifest) && Path.GetFileName(Path.GetDirectoryName(facts.Manifest)) == "machines"));
        string which = facts.Manifest.Length == 0 ? "without a manifest" : $"from the manifest '{facts.Manifest}'";
        return isShipped
            ? name
            : throw new ComponentException($"The machine was made {which}, which is none that ships; name it: run MANIFEST --restore {path}.");
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c) : c < ' ' || c == 0x7F ? quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
