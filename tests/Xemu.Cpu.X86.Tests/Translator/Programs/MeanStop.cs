namespace Xemu.Cpu.X86.Tests;

/// <summary>A count at which both machines stop and are compared.</summary>
/// <param name="After">Instructions after the stop before.</param>
/// <param name="Event">What happens then.</param>
internal readonly record struct MeanStop(uint After, MeanEvent Event);
