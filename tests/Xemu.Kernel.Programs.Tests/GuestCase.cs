namespace Xemu.Kernel.Programs.Tests;

/// <summary>A guest program, and what it reports on a console.</summary>
internal sealed record GuestCase(Action<ProgramText> Emit, uint[] Expected);
