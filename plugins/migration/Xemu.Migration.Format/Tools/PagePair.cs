namespace Xemu.Migration.Format;

/// <summary>The pages of one block in two files, side by side.</summary>
internal sealed class PagePair(SnapshotFile fileA, SnapshotBlock blockA, SnapshotFile fileB, SnapshotBlock blockB)
{
    private readonly byte[] _a = new byte[blockA.PageSize];
    private readonly byte[] _b = new byte[blockA.PageSize];

    /// <summary>The pages that differ, in order; a page that is in neither file is not looked at.</summary>
    public IEnumerable<ulong> Differing(Action<SnapshotProgress>? progress, CancellationToken cancellation)
    {
        using IEnumerator<ulong> inA = Present(fileA, blockA).GetEnumerator();
        using IEnumerator<ulong> inB = Present(fileB, blockB).GetEnumerator();
        bool hasA = inA.MoveNext();
        bool hasB = inB.MoveNext();
        while (hasA || hasB)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong page = !hasB || (hasA && inA.Current <= inB.Current) ? inA.Current : inB.Current;
            bool isInA = hasA && inA.Current == page;
            bool isInB = hasB && inB.Current == page;
            if (Differs(page, isInA, isInB))
            {
                yield return page;
            }

            hasA = isInA ? inA.MoveNext() : hasA;
            hasB = isInB ? inB.MoveNext() : hasB;
            if (page % 256 == 0)
            {
                progress?.Invoke(new SnapshotProgress((long)page * blockA.PageSize, (long)blockA.SizeBytes));
            }
        }
    }

    private static IEnumerable<ulong> Present(SnapshotFile file, SnapshotBlock block)
    {
        foreach ((ulong first, int count) in file.PresentRuns(block, 256))
        {
            for (int i = 0; i < count; i++)
            {
                yield return first + (ulong)i;
            }
        }
    }

    private bool Differs(ulong page, bool isInA, bool isInB)
    {
        Load(fileA, blockA, page, isInA, _a);
        Load(fileB, blockB, page, isInB, _b);
        return !_a.AsSpan().SequenceEqual(_b);
    }

    private static void Load(SnapshotFile file, SnapshotBlock block, ulong page, bool isPresent, byte[] bytes)
    {
        if (isPresent)
        {
            file.ReadPages(block, page, bytes);
        }
        else
        {
            bytes.AsSpan().Clear();
        }
    }
}
