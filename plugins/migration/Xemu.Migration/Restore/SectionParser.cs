using Xemu.Abstractions.Memory;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Parses sections that were just written, by way of a small file in memory.</summary>
internal static class SectionParser
{
    public static IReadOnlyDictionary<string, VmStateNode> Parse(IReadOnlyList<KeyValuePair<string, VmStateSection>> sections)
    {
        var layout = new MappedRamLayout("memory", [new RamBlockShape("none", IRamBlock.PageSize)]);
        var tail = new SnapshotTailWriter(layout);
        foreach ((string name, VmStateSection section) in sections)
        {
            tail.AddDevice(name, 0, section);
        }

        ReadOnlyMemory<byte> end = tail.Finish([]);
        byte[] file = new byte[layout.TailPosition + end.Length];
        layout.Pieces[0].Bytes.CopyTo(file);
        end.CopyTo(file.AsMemory((int)layout.TailPosition));
        SnapshotFile parsed = SnapshotFile.Open(new MemorySnapshotSource(file));
        return parsed.Devices.ToDictionary(static device => device.Name, static device => device.State!, StringComparer.Ordinal);
    }
}
