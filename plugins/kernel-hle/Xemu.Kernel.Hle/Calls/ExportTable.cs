using System.Globalization;
using System.Reflection;

namespace Xemu.Kernel.Hle;

/// <summary>All exports of the kernel, by ordinal and by name.</summary>
internal sealed class ExportTable
{
    /// <summary>One more than the highest ordinal.</summary>
    public const int Count = 379;

    private readonly ExportRow?[] _rows = new ExportRow?[Count];
    [Xemu.Abstractions.State.Derived("filled by the constructor")]
    private readonly Dictionary<string, ExportRow> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads the list of exports; nothing is served yet.</summary>
    public ExportTable()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("exports.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                Add(Parse(line.Split(' ')));
            }
        }
    }

    /// <summary>The exports in the order of their ordinals.</summary>
    public IEnumerable<ExportRow> Rows => _rows.OfType<ExportRow>();

    /// <summary>The export of an ordinal, or null.</summary>
    public ExportRow? Find(uint ordinal) => ordinal < Count ? _rows[ordinal] : null;

    /// <summary>The export of a name.</summary>
    public ExportRow this[string name] => _byName[name];

    /// <summary>Says who serves an export.</summary>
    public void Serve(string name, ExportHandler handler)
    {
        ExportRow row = _byName[name];
        row.Handler = row.IsServed ? throw new InvalidOperationException($"{name} is served twice.") : handler;
    }

    private void Add(ExportRow row)
    {
        _rows[row.Ordinal] = row;
        _byName.Add(row.Name, row);
    }

    private static ExportRow Parse(string[] words) => new(
        int.Parse(words[0], CultureInfo.InvariantCulture), words[1], Enum.Parse<ExportKind>(words[2], ignoreCase: true), int.Parse(words[3], CultureInfo.InvariantCulture));
}
