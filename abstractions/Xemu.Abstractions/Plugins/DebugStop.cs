using Xemu.Abstractions.Cpu;

namespace Xemu.Abstractions;

/// <summary>Why guest time stands still, as a debugger is told.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Hit">The breakpoint for <see cref="DebugStopReason.Breakpoint"/>, else null.</param>
public readonly record struct DebugStop(DebugStopReason Reason, BreakpointHit? Hit = null);
