namespace Xemu.Host;

/// <summary>Options that count before the command line can be parsed as a whole, because plugins add to it.</summary>
/// <param name="PluginDirectories">What <c>--plugins</c> and <c>XEMU_PLUGINS</c> name.</param>
/// <param name="IsDebug">Whether internal errors show all they know.</param>
internal sealed record GlobalOptions(IReadOnlyList<string> PluginDirectories, bool IsDebug)
{
    public const string PluginsOption = "--plugins";
    public const string DebugOption = "--debug";

    /// <summary>Arguments without these options, for a verb that knows nothing of them.</summary>
    public static IEnumerable<string> Without(IReadOnlyList<string> arguments)
    {
        bool isEnded = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            isEnded |= argument == "--";
            if (!isEnded && argument == PluginsOption)
            {
                i++;
            }
            else if (isEnded || (argument != DebugOption && !argument.StartsWith($"{PluginsOption}=", StringComparison.Ordinal)))
            {
                yield return argument;
            }
        }
    }

    public static GlobalOptions Scan(IReadOnlyList<string> arguments, string? environment)
    {
        List<string> directories = [.. (environment ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        bool isDebug = false;
        for (int i = 0; i < arguments.Count && arguments[i] != "--"; i++)
        {
            string argument = arguments[i];
            isDebug |= argument == DebugOption;
            if (argument == PluginsOption && i + 1 < arguments.Count)
            {
                directories.Add(arguments[++i]);
            }
            else if (argument.StartsWith($"{PluginsOption}=", StringComparison.Ordinal))
            {
                directories.Add(argument[(PluginsOption.Length + 1)..]);
            }
        }

        return new GlobalOptions(directories, isDebug);
    }
}
