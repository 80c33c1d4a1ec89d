using System.Globalization;
using System.Reflection;

namespace Xemu.Kernel.Hle;

/// <summary>All exports of the kernel, by ordinal and by name.</summary>
internal sealed class ExportTable
{
    /// <summary>One more than the highest ordinal.</summary>
    public const int Count = 379;

    /// <summary>Routines of the kernel's own guest code that call the platform like exports, behind the last ordinal: no program can import them. Name and bytes of arguments.</summary>
    private static readonly (string Name, int Bytes)[] Internal =
    [
        (ObjectTypes.CloseRoutine, 8), (ObjectTypes.DeleteRoutine, 4), (ObjectTypes.ParseRoutine, 28),
        ("IrpPerform", 8), ("IrpFinish", 8), ("IrpDeliver", 20), ("IrpRelease", 20), ("IrpRundown", 4), ("IrpDispatch", 8),
    ];

    private readonly ExportRow?[] _rows = new ExportRow?[Count + 1 + Internal.Length];
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

        for (int i = 0; i < Internal.Length; i++)
        {
            Add(new ExportRow(Count + 1 + i, Internal[i].Name, ExportKind.Stdcall, Internal[i].Bytes));
        }
    }

    /// <summary>The exports in the order of their ordinals.</summary>
    public IEnumerable<ExportRow> Rows => _rows[..Count].OfType<ExportRow>();

    /// <summary>Everything that has code: exported functions, and the kernel's own routines.</summary>
    public IEnumerable<ExportRow> Routines => _rows.OfType<ExportRow>().Where(static r => r.Kind != ExportKind.Data);

    /// <summary>The export of an ordinal, as programs import it, or null.</summary>
    public ExportRow? Find(uint ordinal) => ordinal < Count ? _rows[ordinal] : null;

    /// <summary>What a number in a call of the platform means: an export, or a routine of the kernel's own; or null.</summary>
    public ExportRow? FindRoutine(uint number) => number < _rows.Length ? _rows[number] : null;

    /// <summary>The export or routine of a name.</summary>
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
