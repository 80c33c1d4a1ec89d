using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>Counts what a block does not answer, and writes one log line an offset for the first of them.</summary>
[Derived("statistics for the user")]
internal sealed class AccessCounter
{
    private const int MaxLoggedOffsets = 64;

    private readonly ILogger _log;
    private readonly HashSet<ulong> _logged = [];
    private long _unhandled;
    private long _unimplemented;

    public AccessCounter(IComponentContext context)
    {
        _log = context.Log;
        context.AddCounter("unhandled", "Accesses to registers that do not exist.", () => _unhandled);
        context.AddCounter("unimplemented", "Accesses to functions that are known and not done.", () => _unimplemented);
    }

    public long UnhandledCount => _unhandled;

    public long UnimplementedCount => _unimplemented;

    /// <summary>No such register.</summary>
    public void Unhandled(ulong offset, bool isWrite)
    {
        _unhandled++;
        if (ShouldLog(offset))
        {
            McpxLog.Unhandled(_log, isWrite ? "Write to" : "Read of", offset);
        }
    }

    /// <summary>Known, and not done.</summary>
    public void Unimplemented(ulong offset, string what)
    {
        _unimplemented++;
        if (ShouldLog(offset | (1UL << 63)))
        {
            McpxLog.Unimplemented(_log, what, offset);
        }
    }

    private bool ShouldLog(ulong key) => _logged.Count < MaxLoggedOffsets && _logged.Add(key);
}
