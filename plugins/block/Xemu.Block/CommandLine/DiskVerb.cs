using System.CommandLine;
using System.CommandLine.Help;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The verb <c>disk</c>: makes images, looks after what is on them and after their layers while no machine uses them. One class a subcommand.</summary>
internal static class DiskVerb
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    /// <summary>The verb.</summary>
    public static VerbDefinition Definition { get; } = new(
        "disk",
        "Make hard disk images, list and copy the files on them, check them, and look after the layers that snapshots have sealed.",
        "create|info|ls|cp|rm|mkdir|check|layers|merge …",
        Run)
    { AnswersHelp = true };

    /// <summary>The exit code of work that came to an end.</summary>
    public static int ExitCode(bool isGood) => isGood ? Done : Failed;

    /// <summary>The option that names the folder of layers.</summary>
    public static Option<string?> LayersOption() => new("--layers") { Description = "The folder that the 'layers' option of the machine's disk names, if it has one.", HelpName = "FOLDER" };

    /// <summary>The option for JSON.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    private static int Run(IVerbContext context)
    {
        var command = new Command("disk", "Makes hard disk images, lists and copies the files on them, checks them, and looks after their layers.")
        {
            CreateCommand.Create(context),
            InfoCommand.Create(context),
            LsCommand.Create(context),
            CpCommand.Create(context),
            RmCommand.Create(context),
            MkdirCommand.Create(context),
            CheckCommand.Create(context),
            LayersCommand.Create(context),
            MergeCommand.Create(context),
        };
        command.Options.Add(new HelpOption());
        return Run(command, context);
    }

    /// <summary>Parses and runs: errors of the arguments are one line and exit 2, of the work one line and exit 1.</summary>
    private static int Run(Command command, IVerbContext context)
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
        catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            context.Error.WriteLine("Interrupted; what was done until then is done.");
            return Failed;
        }
    }
}
