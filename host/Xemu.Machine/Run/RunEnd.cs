namespace Xemu.Machine;

/// <summary>What ended a run.</summary>
public enum RunEnd
{
    /// <summary>A limit was reached.</summary>
    Limit,

    /// <summary>A component or the guest asked for it.</summary>
    Stopped,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,

    /// <summary>The CPU shut down (a triple fault) and the machine is set to stop then.</summary>
    Shutdown,

    /// <summary>A debugger's breakpoint.</summary>
    Breakpoint,

    /// <summary>Guest RAM cannot be had any more: the file behind a lazily restored machine failed. The state is not to be trusted.</summary>
    RamLost,
}
