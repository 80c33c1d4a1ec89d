namespace Xemu.Migration;

/// <summary>The form of what is written: a file with pages at fixed places, or a stream.</summary>
internal interface ISaveForm : IDisposable
{
    /// <summary>Where the plan's workers write pages.</summary>
    IPageWriter Pages { get; }

    /// <summary>Writes what comes before the pages.</summary>
    void Begin();

    /// <summary>Writes what comes after the pages, and puts all of it on stable storage.</summary>
    /// <param name="instant">The machine without its RAM.</param>
    /// <param name="facts">What the snapshot says about itself.</param>
    void End(MachineInstant instant, SnapshotFacts facts);
}
