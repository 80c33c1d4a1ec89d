using Xemu.Abstractions;
using Xemu.Abstractions.Time;

namespace Xemu.Host;

/// <summary>A trace source of a component.</summary>
internal sealed class TraceSource(TraceHub hub, IClock clock, string name, bool isEnabled) : ITraceSource
{
    public bool IsEnabled { get; } = isEnabled;

    public void Write(string line)
    {
        if (IsEnabled)
        {
            hub.Write(clock.NowNs, name, line);
        }
    }
}
