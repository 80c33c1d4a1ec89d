using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A clock that stands still.</summary>
internal sealed class StoppedClock : IClock
{
    public ulong NowNs => 0;

    public bool IsDeterministic => true;

    public long EpochSeconds => 0;

    public IGuestTimer CreateTimer(string name, Action expired) => throw new NotSupportedException();
}
