namespace Xemu.Abstractions.Cpu;

/// <summary>A breakpoint of a debugger; two with equal values are the same one.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="Address">Linear address, after segmentation and before paging.</param>
/// <param name="SizeBytes">Bytes watched, 1 and up; 1 for <see cref="BreakpointKind.Execute"/>.</param>
public readonly record struct CpuBreakpoint(BreakpointKind Kind, ulong Address, ulong SizeBytes = 1);
