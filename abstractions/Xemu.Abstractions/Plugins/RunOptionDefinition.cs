namespace Xemu.Abstractions;

/// <summary>An option that a plugin adds to <c>run</c>; it changes the manifest before the machine is built.</summary>
/// <param name="Name">With its dashes: <c>--capture-frames</c>.</param>
/// <param name="ValueName">Upper-case name of its value for help, or null for a flag; several names with blanks between them stand for as many values.</param>
/// <param name="Description">One line.</param>
/// <param name="Overrides">Gives the <c>KEY=VALUE</c> overrides that the option stands for; its argument is the value, several values with a line feed between them, or <c>"true"</c> for a flag.</param>
public sealed record RunOptionDefinition(string Name, string? ValueName, string Description, Func<string, IEnumerable<string>> Overrides);
