using System.CommandLine;
using System.CommandLine.Help;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The verb <c>snapshot</c>: one class a subcommand.</summary>
internal static class SnapshotVerb
{
    public const string Name = "snapshot";

    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    public static int Run(IVerbContext context)
    {
        var command = new Command(Name, "Saves, restores, lists, shows, checks and compares snapshots.")
        {
            SaveCommand.Create(context),
            RestoreCommand.Create(context),
            ListCommand.Create(context),
            InspectCommand.Create(context),
            VerifyCommand.Create(context),
            DiffCommand.Create(context),
            ExtractRamCommand.Create(context),
            FlattenCommand.Create(context),
        };
        command.Options.Add(new HelpOption());
        return Run(command, context);
    }

    /// <summary>Parses and runs: errors of the arguments are one line and exit 2, of the work one line and exit 1.</summary>
    internal static int Run(Command command, IVerbContext context)
    {
        ParseResult parsed = command.Parse(context.Arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            context.Error.WriteLine($"{command.Name}: {parsed.Errors[0].Message}");
            return WrongArguments;
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Output,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return parsed.Invoke(invocation);
        }
        catch (Exception e) when (e is SnapshotFormatException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine($"{command.Name}: {e.Message}");
            return Failed;
        }
    }

    /// <summary>The exit code of a check.</summary>
    internal static int ExitCode(bool isGood) => isGood ? Done : Failed;
}
