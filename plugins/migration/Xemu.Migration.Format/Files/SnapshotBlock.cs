namespace Xemu.Migration.Format;

/// <summary>A RAM block of a file.</summary>
public sealed class SnapshotBlock
{
    internal SnapshotBlock(string name, ulong sizeBytes, int pageSize)
    {
        Name = name;
        SizeBytes = sizeBytes;
        PageSize = pageSize;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its size.</summary>
    public ulong SizeBytes { get; }

    /// <summary>Bytes of a page.</summary>
    public int PageSize { get; }

    /// <summary>Pages of the block.</summary>
    public ulong Pages => SizeBytes / (ulong)PageSize;

    /// <summary>Where its bitmap stands, in a mapped-ram file; else -1.</summary>
    public long BitmapPosition { get; internal set; } = -1;

    /// <summary>Where page 0 stands, in a mapped-ram file; else -1.</summary>
    public long PagesPosition { get; internal set; } = -1;

    /// <summary>Whether pages have fixed places.</summary>
    public bool IsMapped => PagesPosition >= 0;

    /// <summary>Whether its contents are elsewhere: a shared block that QEMU left out.</summary>
    public bool IsElsewhere { get; internal set; }

    internal StreamPages Stream { get; } = new();
}
