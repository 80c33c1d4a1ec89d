namespace Xemu.Migration.Format;

/// <summary>Compares two snapshots.</summary>
/// <remarks>A page that is not in a file counts as zeros. Files that hold only changes since a parent are compared as they are.</remarks>
public static class SnapshotDiffer
{
    private const string None = "(none)";

    /// <summary>Gives the fields and pages that differ.</summary>
    /// <param name="a">A snapshot.</param>
    /// <param name="b">Another one.</param>
    /// <param name="progress">Told now and then, or none.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="SnapshotFormatException">A file is damaged.</exception>
    public static IEnumerable<SnapshotDifference> Compare(
        SnapshotFile a, SnapshotFile b, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.MachineName == b.MachineName ? All() : All().Prepend(Value("machine", a.MachineName, b.MachineName));

        IEnumerable<SnapshotDifference> All() => Devices(a, b).Concat(Ram(a, b, progress, cancellation));
    }

    private static SnapshotDifference Value(string where, string a, string b) => new(where, -1, 0, a, b);

    private static IEnumerable<SnapshotDifference> Devices(SnapshotFile a, SnapshotFile b)
    {
        foreach (SnapshotDevice device in a.Devices)
        {
            string name = $"{StateText.Name(device.Name)}{(device.Instance == 0 ? "" : $"[{device.Instance}]")}";
            SnapshotDevice? other = b.FindDevice(device.Name, device.Instance);
            foreach (SnapshotDifference difference in other is null ? [Value(name, "section", None)] : Nodes(name, device.State, other.State))
            {
                yield return difference;
            }

            if (other is not null && other.Version != device.Version)
            {
                yield return Value(name + " version", $"{device.Version}", $"{other.Version}");
            }
        }

        foreach (SnapshotDevice device in b.Devices.Where(device => a.FindDevice(device.Name, device.Instance) is null))
        {
            yield return Value(StateText.Name(device.Name), None, "section");
        }
    }

    private static IEnumerable<SnapshotDifference> Nodes(string path, VmStateNode? a, VmStateNode? b)
    {
        if (a is null || b is null)
        {
            return a == b ? [] : [Value(path, Show(a), Show(b))];
        }

        bool areLeaves = a.Children.Count == 0 || b.Children.Count == 0;
        if (a.Type == b.Type && a.Data.Span.SequenceEqual(b.Data.Span) && a.Children.Count == b.Children.Count && areLeaves)
        {
            return [];
        }

        return areLeaves ? [Value(path, Show(a), Show(b))] : Children(path, a, b);
    }

    private static IEnumerable<SnapshotDifference> Children(string path, VmStateNode a, VmStateNode b)
    {
        Dictionary<string, VmStateNode> inA = ByName(a);
        Dictionary<string, VmStateNode> inB = ByName(b);
        foreach ((string name, VmStateNode child) in inA)
        {
            foreach (SnapshotDifference difference in Nodes($"{path}.{StateText.Name(name)}", child, inB.GetValueOrDefault(name)))
            {
                yield return difference;
            }
        }

        foreach ((string name, VmStateNode child) in inB.Where(pair => !inA.ContainsKey(pair.Key)))
        {
            yield return Value($"{path}.{StateText.Name(name)}", None, Show(child));
        }
    }

    private static Dictionary<string, VmStateNode> ByName(VmStateNode node)
    {
        var nodes = new Dictionary<string, VmStateNode>(StringComparer.Ordinal);
        foreach (VmStateNode child in node.Children)
        {
            // QEMU may give one name twice.
            for (string name = child.Name; !nodes.TryAdd(name, child); name += "'")
            {
            }
        }

        return nodes;
    }

    private static string Show(VmStateNode? node) => node is null ? None : node.Children.Count != 0 ? node.Kind.ToString().ToLowerInvariant() : StateText.Value(node);

    private static IEnumerable<SnapshotDifference> Ram(SnapshotFile a, SnapshotFile b, Action<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        foreach (SnapshotBlock block in a.Blocks)
        {
            SnapshotBlock? other = b.FindBlock(block.Name);
            if (other is null || other.SizeBytes != block.SizeBytes || other.PageSize != block.PageSize)
            {
                yield return Value($"ram {block.Name}", $"{block.SizeBytes} bytes", other is null ? None : $"{other.SizeBytes} bytes");
                continue;
            }

            var pages = new PagePair(a, block, b, other);
            foreach ((ulong first, ulong count) in Runs(pages.Differing(progress, cancellation)))
            {
                yield return new SnapshotDifference($"ram {block.Name}", (long)first, (long)count, "", "");
            }
        }

        foreach (SnapshotBlock block in b.Blocks.Where(block => a.FindBlock(block.Name) is null))
        {
            yield return Value($"ram {block.Name}", None, $"{block.SizeBytes} bytes");
        }
    }

    private static IEnumerable<(ulong First, ulong Count)> Runs(IEnumerable<ulong> pages)
    {
        ulong first = 0;
        ulong count = 0;
        foreach (ulong page in pages)
        {
            if (count != 0 && page == first + count)
            {
                count++;
                continue;
            }

            if (count != 0)
            {
                yield return (first, count);
            }

            (first, count) = (page, 1);
        }

        if (count != 0)
        {
            yield return (first, count);
        }
    }
}
