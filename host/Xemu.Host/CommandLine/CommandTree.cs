using System.CommandLine;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The command line: the host's verbs and those of plugins.</summary>
internal static class CommandTree
{
    public static RootCommand Create(HostContext context)
    {
        var root = new RootCommand($"""
            Xemu.Platform: an emulator platform for the original Xbox. Without a verb it runs machines/xbox.toml.

            {ExitCodes.Help}
            """)
        {
            RunCommand.Create(context),
            ValidateCommand.Create(context),
            PluginsCommand.Create(context),
            DescribeCommand.Create(context),
            SchemaCommand.Create(context),
        };
        root.Add(new Option<string[]>(GlobalOptions.PluginsOption)
        {
            Description = "Load plugins from this folder too (also: XEMU_PLUGINS, separated like PATH).",
            HelpName = "DIRECTORY",
            Recursive = true,
            Arity = new ArgumentArity(0, 64),
        });
        root.Add(new Option<bool>(GlobalOptions.DebugOption) { Description = "Show all that is known about an internal error.", Recursive = true });
        foreach (VerbDefinition verb in context.Plugins.Verbs)
        {
            root.Add(ForVerb(context, verb));
        }

        return root;
    }

    /// <summary>Puts <c>run</c> in front where it was left out.</summary>
    public static IReadOnlyList<string> WithVerb(IReadOnlyList<string> arguments, RootCommand root)
    {
        int first = FirstWord(arguments);
        if (first == arguments.Count)
        {
            bool wantsHelp = arguments.Any(argument => argument is "--help" or "-h" or "-?" or "/?" or "/h" or "--version");
            return wantsHelp ? arguments : [.. arguments, RunCommand.Name];
        }

        string word = arguments[first];
        bool isVerb = root.Subcommands.Any(command => command.Name == word) || word.StartsWith('[');
        bool isHelp = word is "--help" or "-h" or "-?" or "/?" or "/h" or "--version";
        bool isFile = word.StartsWith('-') || word.Contains('/', StringComparison.Ordinal) || word.Contains('.', StringComparison.Ordinal) || Path.Exists(word);
        return !isVerb && !isHelp && isFile ? [.. arguments.Take(first), RunCommand.Name, .. arguments.Skip(first)] : arguments;
    }

    /// <summary>Runs the verb that is asked for help and answers itself; null when there is none.</summary>
    public static int? RunHelp(IReadOnlyList<string> arguments, HostContext context)
    {
        int first = FirstWord(arguments);
        string[] rest = [.. arguments.Skip(first + 1)];
        VerbDefinition? verb = context.Plugins.Verbs.FirstOrDefault(verb => verb.AnswersHelp && verb.Name == arguments.ElementAtOrDefault(first));
        return verb is not null && rest.Any(argument => argument is "--help" or "-h" or "-?") ? RunVerb(context, verb, rest) : null;
    }

    private static int FirstWord(IReadOnlyList<string> arguments)
    {
        int i = 0;
        while (i < arguments.Count)
        {
            if (arguments[i] == GlobalOptions.PluginsOption)
            {
                i += 2;
            }
            else if (arguments[i] == GlobalOptions.DebugOption || arguments[i].StartsWith($"{GlobalOptions.PluginsOption}=", StringComparison.Ordinal))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        return Math.Min(i, arguments.Count);
    }

    private static Command ForVerb(HostContext context, VerbDefinition verb)
    {
        var rest = new Argument<string[]>("arguments") { Description = verb.Usage, HelpName = verb.Usage, Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(verb.Name, verb.Description) { TreatUnmatchedTokensAsErrors = false };
        command.Add(rest);
        command.SetAction(result =>
        {
            try
            {
                return RunVerb(context, verb, VerbArguments(result));
            }
            catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
            {
                return context.Fail(e.Message, ExitCodes.Failed);
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Signal + context.Signal;
            }
        });
        return command;
    }

    private static int RunVerb(HostContext context, VerbDefinition verb, IReadOnlyList<string> arguments)
    {
        using var surroundings = new VerbContext(context, arguments);
        return verb.Run(surroundings);
    }

    // A verb reads its own options: it gets every token after its name, in order, whatever the parser made of them, but for the host's own.
    private static string[] VerbArguments(ParseResult result)
    {
        IEnumerable<string> tokens = result.Tokens.Select(token => token.Value).SkipWhile(token => token != result.CommandResult.Command.Name).Skip(1);
        return [.. GlobalOptions.Without([.. tokens])];
    }
}
