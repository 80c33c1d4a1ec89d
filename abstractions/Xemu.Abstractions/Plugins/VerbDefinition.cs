namespace Xemu.Abstractions;

/// <summary>A command-line verb of a plugin: <c>xemu-platform NAME ARGUMENTS…</c>.</summary>
/// <param name="Name">Lower-case name, no blanks.</param>
/// <param name="Description">One line for <c>--help</c>.</param>
/// <param name="Usage">What follows the name, as shown in help: <c>FILE [--json]</c>.</param>
/// <param name="Run">Does the work and gives the exit code: 0 done, 1 failed, 2 wrong arguments.</param>
public sealed record VerbDefinition(string Name, string Description, string Usage, Func<IVerbContext, int> Run)
{
    /// <summary>Whether <see cref="Run"/> is given <c>--help</c> and answers it, for a verb with subcommands; otherwise the host shows description and usage.</summary>
    public bool AnswersHelp { get; init; }
}
