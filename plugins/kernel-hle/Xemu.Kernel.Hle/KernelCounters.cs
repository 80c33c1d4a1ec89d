using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>What the kernel counts.</summary>
internal sealed class KernelCounters : IStateful
{
    private ulong _calls;
    private ulong _traps;
    private ulong _unclaimed;

    /// <summary>Calls of exports that the platform served.</summary>
    public ulong Calls
    {
        get => _calls;
        set => _calls = value;
    }

    /// <summary>Interrupts, exceptions, and calls that may wait.</summary>
    public ulong Traps
    {
        get => _traps;
        set => _traps = value;
    }

    /// <summary>Interrupts whose service routine said that its device did not ask.</summary>
    public ulong UnclaimedInterrupts
    {
        get => _unclaimed;
        set => _unclaimed = value;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("calls", ref _calls);
        state.Field("traps", ref _traps);
        state.Field("unclaimed", ref _unclaimed);
    }
}
