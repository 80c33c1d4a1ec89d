namespace Xemu.Machine;

/// <summary>How much of two machines is compared.</summary>
internal enum LockstepDepth
{
    /// <summary>The CPU: its count, its registers and its saved state.</summary>
    Cpu,

    /// <summary>And every page of RAM that one of them has written since the last such comparison.</summary>
    Memory,

    /// <summary>And the saved state of every other component and of the clock.</summary>
    Everything,
}
