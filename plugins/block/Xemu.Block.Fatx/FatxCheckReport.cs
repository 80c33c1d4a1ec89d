namespace Xemu.Block.Fatx;

/// <summary>What a check found.</summary>
internal sealed class FatxCheckReport
{
    /// <summary>Most findings that are named; the others are counted.</summary>
    public const int MaxFindings = 1000;

    private readonly List<FatxFinding> _findings = [];

    /// <summary>The first findings.</summary>
    public IReadOnlyList<FatxFinding> Findings => _findings;

    /// <summary>Number of all findings.</summary>
    public long Count { get; private set; }

    /// <summary>Number of findings that were repaired.</summary>
    public long Repaired { get; internal set; }

    /// <summary>Files.</summary>
    public long Files { get; internal set; }

    /// <summary>Folders, the root not counted.</summary>
    public long Folders { get; internal set; }

    /// <summary>Clusters that belong to files and folders.</summary>
    public long UsedClusters { get; internal set; }

    /// <summary>Clusters that are taken and belong to nothing.</summary>
    public long LostClusters { get; internal set; }

    /// <summary>Whether something other than lost clusters was found.</summary>
    public bool IsDamaged { get; private set; }

    internal void Add(FatxFindingKind kind, Func<string> path, string detail)
    {
        Count++;
        IsDamaged |= kind != FatxFindingKind.LostClusters;
        if (_findings.Count < MaxFindings)
        {
            _findings.Add(new FatxFinding(kind, path(), detail));
        }
    }
}
