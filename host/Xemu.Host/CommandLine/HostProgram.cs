using System.CommandLine;

namespace Xemu.Host;

/// <summary>Runs a command line and sees to it that nothing ends in a stack trace.</summary>
internal static class HostProgram
{
    public static int Run(IReadOnlyList<string> arguments, HostContext context)
    {
        try
        {
            context.LoadPlugins();
            return Invoke(arguments, context);
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && !context.Globals.IsDebug)
        {
            // Most files have their own messages; this is one that nobody thought of.
            return context.Fail(e is OutputException ? e.Message : $"A file cannot be read or written: {e.Message}", ExitCodes.Failed);
        }
        catch (Exception e) when (!context.Globals.IsDebug)
        {
            return context.Fail($"Internal error: {e.GetType().Name}: {e.Message} Please report it; --debug shows all that is known.", ExitCodes.Internal);
        }
        catch (Exception e)
        {
            context.Error.WriteLine(e);
            return ExitCodes.Internal;
        }
    }

    public static int Invoke(IReadOnlyList<string> arguments, HostContext context)
    {
        if (CommandTree.RunHelp(arguments, context) is { } helped)
        {
            return helped;
        }

        RootCommand root = CommandTree.Create(context);
        var configuration = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult result = root.Parse(LockstepOption.Close(CommandTree.WithVerb(arguments, root)), configuration);
        if (result.Errors.Count > 0 && result.Action is not System.CommandLine.Help.HelpAction)
        {
            return Fail(result, context);
        }

        return result.Invoke(new InvocationConfiguration
        {
            Output = context.Output,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
        });
    }

    private static int Fail(ParseResult result, HostContext context)
    {
        // A word that is no verb also counts as a verb that is missing: the first error says it better.
        IEnumerable<string> messages = result.Errors.Select(error => error.Message).Distinct();
        foreach (string message in messages.Where(message => result.UnmatchedTokens.Count == 0 || !message.StartsWith("Required command", StringComparison.Ordinal)).Take(5))
        {
            // The parser lists choices on lines of their own.
            context.Fail(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }

        IEnumerable<string> known = result.CommandResult.Command.Subcommands.Select(command => command.Name)
            .Concat(result.CommandResult.Command.Options.Select(option => option.Name));
        string? meant = result.UnmatchedTokens.Select(token => Suggestion.Nearest(token, known)).FirstOrDefault(candidate => candidate is not null);
        string verb = result.CommandResult.Command is RootCommand ? string.Empty : $" {result.CommandResult.Command.Name}";
        context.Error.WriteLine(meant is null ? $"'xemu-platform{verb} --help' tells what there is." : $"Did you mean '{meant}'?");
        return ExitCodes.Wrong;
    }
}
