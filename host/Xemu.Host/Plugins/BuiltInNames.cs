namespace Xemu.Host;

/// <summary>Names that the host has for itself.</summary>
internal static class BuiltInNames
{
    private static readonly string[] Verbs = ["run", "validate", "plugins", "describe", "schema", "help", "version"];

    private static readonly string[] RunOptions =
    [
        "--set", "--headless", "--screenshot", "--stop-after", "--allow-plugins", "--trace", "--trace-file", "--log-level",
        "--lockstep", "--add-fd", "--plugins", "--debug", "--help", "--version", "--json",
    ];

    public static bool Holds(string kind, string name) => kind switch
    {
        "verb" => Verbs.Contains(name),
        "run option" => RunOptions.Contains(name),
        _ => false,
    };
}
