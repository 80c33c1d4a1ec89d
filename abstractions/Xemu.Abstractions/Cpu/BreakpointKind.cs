namespace Xemu.Abstractions.Cpu;

/// <summary>What a breakpoint waits for.</summary>
public enum BreakpointKind
{
    /// <summary>An instruction that starts at the address is about to run.</summary>
    Execute,

    /// <summary>An instruction has written a byte of the range.</summary>
    Write,

    /// <summary>An instruction has read a byte of the range; fetching instructions is no read.</summary>
    Read,

    /// <summary>An instruction has read or written a byte of the range.</summary>
    Access,
}
