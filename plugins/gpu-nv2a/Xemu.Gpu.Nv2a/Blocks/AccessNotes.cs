using Microsoft.Extensions.Logging;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Counts accesses to what is not there, and names the first one of each page in the log.</summary>
internal sealed class AccessNotes(ILogger log, int pages)
{
    [Derived("host-side: which messages have been said")]
    private readonly bool[] _said = new bool[pages];
    private long _unhandled;
    private long _unimplemented;

    /// <summary>Accesses to registers that do not exist.</summary>
    public long Unhandled => _unhandled;

    /// <summary>Accesses to units that only store.</summary>
    public long Unimplemented => _unimplemented;

    /// <summary>Counts an access to a port that does not exist.</summary>
    public void NotePort() => _unhandled++;

    /// <summary>Counts an access, unless it was done.</summary>
    /// <param name="access">What became of it.</param>
    /// <param name="kind">Read or write, for the log.</param>
    /// <param name="block">Where it went; null where no block is.</param>
    /// <param name="offset">Offset in the register window.</param>
    public void Note(NvAccess access, string kind, INvBlock? block, ulong offset)
    {
        if (access == NvAccess.Done)
        {
            return;
        }

        bool isUnimplemented = access == NvAccess.Unimplemented;
        (isUnimplemented ? ref _unimplemented : ref _unhandled)++;
        ref bool said = ref _said[offset >> 12];
        if (said)
        {
            return;
        }

        said = true;
        if (isUnimplemented)
        {
            Nv2aLog.Unimplemented(log, block!.Name, offset);
        }
        else
        {
            Nv2aLog.Unhandled(log, kind, offset);
        }
    }

    /// <summary>The counts as fields of the chip.</summary>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("unhandled", ref _unhandled);
        state.Field("unimplemented", ref _unimplemented);
    }
}
