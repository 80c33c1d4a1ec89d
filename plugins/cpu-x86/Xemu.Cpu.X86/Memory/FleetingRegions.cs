using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Which regions are often lost in loads of CR3, because each address space has its own there.</summary>
[Derived("statistics of loads of CR3")]
internal sealed class FleetingRegions
{
    private const int Often = 4;
    private const int Most = 15;

    /// <summary>Loads of CR3 after which what was lost counts half.</summary>
    private const int HalfLife = 1024;

    /// <summary>Instructions: a space that has run for so long is not about to be left.</summary>
    private const ulong LongRun = 1 << 18;

    private readonly byte[] _lost = new byte[LinearSpace.MostRegions];
    private int _switches;
    private ulong _since;

    /// <summary>Whether something that is learnt of a region now is likely to be lost soon.</summary>
    /// <param name="region">The region.</param>
    /// <param name="count">Instructions retired so far.</param>
    public bool Contains(int region, ulong count) => _lost[region] >= Often && count - _since < LongRun;

    /// <summary>Another space runs.</summary>
    public void Switch(ulong count)
    {
        _since = count;
        if (++_switches < HalfLife)
        {
            return;
        }

        _switches = 0;
        for (int i = 0; i < _lost.Length; i++)
        {
            _lost[i] /= 2;
        }
    }

    /// <summary>A region that something was kept of is lost.</summary>
    public void Lose(int region) => _lost[region] = (byte)Math.Min(_lost[region] + 1, Most);
}
