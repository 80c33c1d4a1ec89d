namespace Xemu.Abstractions;

/// <summary>A command that monitors offer.</summary>
/// <param name="Name">Lower-case with dashes; <c>x-</c> in front while unstable.</param>
/// <param name="Description">One line.</param>
/// <param name="Run">Runs on the machine thread, between two instructions, with the words after the name; gives text.</param>
public sealed record MonitorCommandDefinition(string Name, string Description, Func<IMonitorContext, IReadOnlyList<string>, string> Run);
