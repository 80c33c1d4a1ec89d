using System.Diagnostics;
using Xemu.Abstractions;

namespace Xemu.Machine;

/// <summary>Measures how fast the machine runs, over half seconds of host time.</summary>
internal sealed class SpeedMeter
{
    private const double PeriodSeconds = 0.5;

    private long _ticks = Stopwatch.GetTimestamp();
    private ulong _count;
    private ulong _guestNs;

    public MachineSpeed Current { get; private set; }

    /// <summary>How many instructions fit a nanosecond of host time, for sizing slices; a guess of 50 million a second at first.</summary>
    public double InstructionsPerNs { get; private set; } = 0.05;

    public void Restart(ulong count, ulong guestNs)
    {
        _ticks = Stopwatch.GetTimestamp();
        _count = count;
        _guestNs = guestNs;
    }

    public void Update(ulong count, ulong guestNs)
    {
        double seconds = Stopwatch.GetElapsedTime(_ticks).TotalSeconds;
        if (seconds < PeriodSeconds)
        {
            return;
        }

        double instructions = count - _count;
        Current = new MachineSpeed(instructions / seconds / 1e6, (guestNs - _guestNs) / seconds / 1e7);

        // An idle guest says nothing about speed: never below 10 million a second.
        InstructionsPerNs = Math.Max(0.01, instructions / seconds / 1e9);
        Restart(count, guestNs);
    }
}
