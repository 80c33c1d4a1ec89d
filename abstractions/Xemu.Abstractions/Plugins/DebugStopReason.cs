namespace Xemu.Abstractions;

/// <summary>What stopped a machine that has a debugger.</summary>
public enum DebugStopReason
{
    /// <summary>Somebody asked for a pause, or the machine stood still already when the debugger was attached.</summary>
    Pause,

    /// <summary>A breakpoint or watchpoint was hit.</summary>
    Breakpoint,

    /// <summary>The instructions of a step have run.</summary>
    Step,
}
