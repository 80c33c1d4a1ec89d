using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx.Tests;

/// <summary>A line that remembers what was driven onto it.</summary>
internal sealed class RecordingLine : IInterruptLine
{
    public bool Level { get; private set; }

    /// <summary>How often the level rose.</summary>
    public int Edges { get; private set; }

    public void SetLevel(bool level)
    {
        if (level && !Level)
        {
            Edges++;
        }

        Level = level;
    }
}
