namespace Xemu.Abstractions.Cpu;

/// <summary>Why a CPU stopped for a debugger.</summary>
/// <param name="Breakpoint">The breakpoint; one of them when an instruction hit several.</param>
/// <param name="Kind"><see cref="BreakpointKind.Execute"/>, <see cref="BreakpointKind.Read"/> or <see cref="BreakpointKind.Write"/>: what the instruction did.</param>
/// <param name="Address">The first linear address that the instruction touched within the breakpoint's range.</param>
public readonly record struct BreakpointHit(CpuBreakpoint Breakpoint, BreakpointKind Kind, ulong Address);
