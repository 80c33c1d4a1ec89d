using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Testing;

/// <summary>A machine's whole state in memory: every component, the clock, RAM without its zero pages, and the layers of its media.</summary>
/// <remarks>Save and load on the machine thread, between two runs. The file format of snapshots is the migration engine's business; this one is private and has no promise.</remarks>
public sealed class MachineSnapshot
{
    private const uint Magic = 0x534D_4558;
    private const int MaxSections = 4096;
    private const int MaxSectionBytes = 256 << 20;

    private readonly SortedDictionary<string, byte[]> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<ulong, byte[]>> _pages = [];
    private readonly SortedDictionary<string, MediumLayer> _media = new(StringComparer.Ordinal);

    private MachineSnapshot()
    {
    }

    /// <summary>Saved state by component id; the clock is <c>$clock</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Sections => _sections;

    /// <summary>Takes a snapshot. Layers of writable media are sealed at this instant.</summary>
    /// <param name="machine">A machine that stands still.</param>
    /// <param name="sealMedia">False for a mere comparison of states, which must change nothing.</param>
    public static MachineSnapshot Save(VirtualMachine machine, bool sealMedia = true)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var snapshot = new MachineSnapshot();
        foreach ((_, IComponent component) in machine.Components)
        {
            component.Quiesce();
        }

        snapshot._sections.Add("$clock", StateWriter.Save(machine.Clock));
        foreach ((string id, IComponent component) in machine.Components)
        {
            if (component is IStateful stateful)
            {
                snapshot._sections.Add(id, StateWriter.Save(stateful));
            }

            if (component is IMediumIdentity medium)
            {
                snapshot._media.Add(id, sealMedia ? medium.Seal() : medium.Layer);
            }
        }

        foreach (RamBlock block in machine.Blocks)
        {
            snapshot._pages.Add(block.Name, SavePages(block));
        }

        return snapshot;
    }

    /// <summary>Loads the snapshot into a machine of the same make-up that has been powered on.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="StateException">Sections are missing, unknown or damaged, or a medium has moved on. The machine must be powered on anew then.</exception>
    public void Load(VirtualMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var stateful = machine.Components.Where(static c => c.Value is IStateful).ToDictionary(static c => c.Key, static c => (IStateful)c.Value);
        stateful.Add("$clock", machine.Clock);
        CheckNames("component", _sections.Keys, stateful.Keys);
        CheckNames("RAM block", _pages.Keys, machine.Blocks.Select(static b => b.Name));
        foreach ((string id, MediumLayer layer) in _media)
        {
            (machine.Components.First(c => c.Key == id).Value as IMediumIdentity ?? throw new StateException($"Component '{id}' is no medium in this machine.")).RestoreTo(layer);
        }

        foreach (RamBlock block in machine.Blocks)
        {
            LoadPages(block, _pages[block.Name]);
        }

        StateReader.Load("$clock", machine.Clock, _sections["$clock"]);
        foreach ((string id, byte[] section) in _sections)
        {
            StateReader.Load(id, stateful[id], section);
        }

        foreach (IStateful component in stateful.Values)
        {
            component.AfterRestore();
        }
    }

    /// <summary>Where two snapshots differ: fields of components, and pages of RAM.</summary>
    /// <param name="other">The other.</param>
    /// <param name="most">At most this many lines.</param>
    public IReadOnlyList<string> Differences(MachineSnapshot other, int most = 50)
    {
        ArgumentNullException.ThrowIfNull(other);
        var lines = new List<string>();
        foreach (string id in _sections.Keys.Union(other._sections.Keys))
        {
            if (!_sections.TryGetValue(id, out byte[]? left) || !other._sections.TryGetValue(id, out byte[]? right))
            {
                lines.Add($"{id}: only in one");
            }
            else if (!left.AsSpan().SequenceEqual(right))
            {
                lines.AddRange(StateDocument.Differences(id, left, right));
            }
        }

        foreach ((string name, SortedDictionary<ulong, byte[]> pages) in _pages)
        {
            SortedDictionary<ulong, byte[]> otherPages = other._pages[name];
            lines.AddRange(pages.Keys.Union(otherPages.Keys).Where(p => !SamePage(pages, otherPages, p)).Select(p => $"{name}: page 0x{p * IRamBlock.PageSize:X}"));
        }

        return [.. lines.Take(most)];
    }

    /// <summary>Writes the snapshot.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteTo(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(_sections.Count);
        foreach ((string id, byte[] section) in _sections)
        {
            writer.Write(id);
            writer.Write(section.Length);
            writer.Write(section);
        }

        writer.Write(_media.Count);
        foreach ((string id, MediumLayer layer) in _media)
        {
            writer.Write(id);
            writer.Write(layer.MediumId.ToByteArray());
            writer.Write(layer.LayerId.ToByteArray());
            writer.Write(layer.Generation);
        }

        writer.Write(_pages.Count);
        foreach ((string name, SortedDictionary<ulong, byte[]> pages) in _pages)
        {
            writer.Write(name);
            writer.Write(pages.Count);
            foreach ((ulong page, byte[] content) in pages)
            {
                writer.Write(page);
                writer.Write(content);
            }
        }
    }

    /// <summary>Reads a snapshot that <see cref="WriteTo"/> wrote.</summary>
    /// <param name="stream">Where from.</param>
    /// <exception cref="StateException">The data is no such snapshot, or damaged.</exception>
    public static MachineSnapshot ReadFrom(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            return Read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new StateException($"The snapshot is damaged or cut short ({e.Message}); take a new one.");
        }
    }

    private static MachineSnapshot Read(BinaryReader reader)
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw new StateException("This is no machine snapshot: its first bytes are not the expected ones.");
        }

        var snapshot = new MachineSnapshot();
        for (int i = Count(reader, MaxSections); i > 0; i--)
        {
            string id = reader.ReadString();
            snapshot._sections.Add(id, Exactly(reader, Count(reader, MaxSectionBytes)));
        }

        for (int i = Count(reader, MaxSections); i > 0; i--)
        {
            string id = reader.ReadString();
            snapshot._media.Add(id, new MediumLayer(new Guid(Exactly(reader, 16)), new Guid(Exactly(reader, 16)), reader.ReadUInt64()));
        }

        for (int i = Count(reader, MaxSections); i > 0; i--)
        {
            var pages = new SortedDictionary<ulong, byte[]>();
            snapshot._pages.Add(reader.ReadString(), pages);
            for (int n = Count(reader, int.MaxValue); n > 0; n--)
            {
                ulong page = reader.ReadUInt64();
                pages.Add(page, Exactly(reader, IRamBlock.PageSize));
            }
        }

        return snapshot;
    }

    private static int Count(BinaryReader reader, int most)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= most ? count : throw new StateException($"The snapshot claims {count} entries where at most {most} make sense; it is damaged.");
    }

    private static byte[] Exactly(BinaryReader reader, int count)
    {
        byte[] bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    }

    private static SortedDictionary<ulong, byte[]> SavePages(RamBlock block)
    {
        var pages = new SortedDictionary<ulong, byte[]>();
        block.PrepareRead(0, block.SizeBytes);
        for (ulong page = 0; page < block.PageCount; page++)
        {
            ReadOnlySpan<byte> content = block.RawPage(page);
            if (content.ContainsAnyExcept((byte)0))
            {
                pages.Add(page, content.ToArray());
            }
        }

        return pages;
    }

    private static void LoadPages(RamBlock block, SortedDictionary<ulong, byte[]> pages)
    {
        if (pages.Count > 0 && pages.Keys.Last() >= block.PageCount)
        {
            throw new StateException($"The snapshot has page {pages.Keys.Last()} of RAM block '{block.Name}', which has {block.PageCount}; load it on a machine of the same size.");
        }

        block.PrepareWrite(0, block.SizeBytes);
        for (ulong page = 0; page < block.PageCount; page++)
        {
            Span<byte> content = block.RawPage(page);
            if (pages.TryGetValue(page, out byte[]? saved))
            {
                saved.CopyTo(content);
            }
            else if (content.ContainsAnyExcept((byte)0))
            {
                content.Clear();
            }
        }
    }

    private static bool SamePage(SortedDictionary<ulong, byte[]> left, SortedDictionary<ulong, byte[]> right, ulong page) =>
        left.TryGetValue(page, out byte[]? a) && right.TryGetValue(page, out byte[]? b) && a.AsSpan().SequenceEqual(b);

    private static void CheckNames(string what, IEnumerable<string> saved, IEnumerable<string> present)
    {
        string[] savedNames = [.. saved];
        string[] presentNames = [.. present];
        string[] missing = [.. presentNames.Except(savedNames)];
        string[] unknown = [.. savedNames.Except(presentNames)];
        if (missing.Length + unknown.Length > 0)
        {
            throw new StateException($"The snapshot fits another machine: {what}s missing from it: {Show(missing)}; unknown here: {Show(unknown)}.");
        }
    }

    private static string Show(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);
}
