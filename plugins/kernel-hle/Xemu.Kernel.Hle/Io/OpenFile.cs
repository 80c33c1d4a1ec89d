namespace Xemu.Kernel.Hle;

/// <summary>What belongs to one file object besides what lies in guest memory.</summary>
/// <param name="obj">Address of the FILE_OBJECT.</param>
/// <param name="node">The file.</param>
/// <param name="access">The rights it was opened with, generic ones replaced.</param>
/// <param name="share">What its opener lets others do.</param>
/// <param name="options">Its create options.</param>
internal sealed class OpenFile(uint obj, OpenNode node, uint access, uint share, uint options)
{
    /// <summary>Address of the FILE_OBJECT.</summary>
    public uint Object { get; } = obj;

    /// <summary>The file.</summary>
    public OpenNode Node { get; set; } = node;

    /// <summary>The rights it was opened with.</summary>
    public uint Access { get; } = access;

    /// <summary>What its opener lets others do.</summary>
    public uint Share { get; } = share;

    /// <summary>Its create options; FileModeInformation changes some.</summary>
    public uint Options { get; set; } = options;

    /// <summary>Whether requests end before their calls return, and the position is kept in the file object.</summary>
    public bool IsSynchronous => (Options & FileRights.Synchronous) != 0;

    /// <summary>Whether the file goes with its last handle.</summary>
    public bool DeletesOnClose => (Options & FileRights.DeleteOnClose) != 0;

    /// <summary>Whether reads and writes are of whole sectors.</summary>
    public bool IsUnbuffered => (Options & FileRights.NoBuffering) != 0;

    /// <summary>Where the listing of a folder goes on.</summary>
    public int ListPosition { get; set; }

    /// <summary>What names the listing gives; null before the first query.</summary>
    public string? ListMask { get; set; }

    /// <summary>Address of the completion port, or 0.</summary>
    public uint Port { get; set; }

    /// <summary>What the port is told of the file.</summary>
    public uint PortKey { get; set; }

    /// <summary>The IO_COMPLETION_CONTEXT in the pool, or 0.</summary>
    public uint PortBlock { get; set; }
}
