namespace Xemu.Abstractions.Cpu;

/// <summary>A CPU that a debugger can stop; machine thread, CPU stopped. Nothing here is state of the machine, and nothing is written into guest memory.</summary>
/// <remarks>
/// A hit ends <see cref="ICpu.Run"/> with <see cref="CpuExit.Breakpoint"/>: before the instruction for <see cref="BreakpointKind.Execute"/>, right
/// after it for the others. A guest that is run to a hit and on is in every bit the guest that was never stopped. The guest's own breakpoints
/// (an x86's DR0 to DR7) work beside these.
/// </remarks>
public interface ICpuBreakpoints
{
    /// <summary>Sets a breakpoint; one that is set already stays as it is.</summary>
    /// <exception cref="ArgumentException">The size is 0, or the range does not fit into the CPU's linear addresses.</exception>
    void AddBreakpoint(CpuBreakpoint breakpoint);

    /// <summary>Removes a breakpoint.</summary>
    /// <returns>Whether it was set.</returns>
    bool RemoveBreakpoint(CpuBreakpoint breakpoint);

    /// <summary>Removes them all.</summary>
    void ClearBreakpoints();

    /// <summary>What ended the last <see cref="ICpu.Run"/>; null when it was no breakpoint.</summary>
    BreakpointHit? LastHit { get; }

    /// <summary>Lets the instruction that is next run once without its <see cref="BreakpointKind.Execute"/> breakpoint, so that a debugger which stands on one gets off it. A hit does this by itself.</summary>
    void SkipCurrent();

    /// <summary>While set, interrupts from outside wait, save those that wake a halted CPU: for a step that shall not end in a handler.</summary>
    bool HoldsInterrupts { get; set; }
}
