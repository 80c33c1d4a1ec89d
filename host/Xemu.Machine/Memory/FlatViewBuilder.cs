using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>Flattens mappings into ranges.</summary>
internal static class FlatViewBuilder
{
    public static FlatRange[] Build(ulong spaceSize, IReadOnlyList<Mapping> mappings)
    {
        // A guest can move a BAR so that it hangs over the end of the space: then it is cut there.
        Mapping[] active = [.. mappings.Where(m => m.Enabled && m.Address < spaceSize).OrderByDescending(static m => m.Priority).ThenBy(static m => m.Order)];
        ulong[] edges = [.. active.SelectMany(m => new[] { m.Address, Math.Min(m.Address + m.SizeBytes, spaceSize) }).Append(0UL).Append(spaceSize).Distinct().Order()];
        var view = new List<FlatRange>();
        Mapping? previous = null;
        for (int i = 0; i + 1 < edges.Length; i++)
        {
            ulong start = edges[i];
            ulong size = edges[i + 1] - start;
            Mapping? top = Array.Find(active, m => m.Address <= start && start - m.Address < m.SizeBytes);
            if (view.Count > 0 && top == previous)
            {
                view[^1] = view[^1] with { SizeBytes = view[^1].SizeBytes + size };
            }
            else
            {
                view.Add(top?.Slice(start, size) ?? new FlatRange(FlatRangeKind.Unmapped, start, size, string.Empty, null, null, 0));
            }

            previous = top;
        }

        return [.. view];
    }
}
