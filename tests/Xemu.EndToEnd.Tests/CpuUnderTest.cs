namespace Xemu.EndToEnd.Tests;

/// <summary>Gives the translators of shipped machines the options of <see cref="TestCpuOptions"/>.</summary>
/// <remarks>The interpreter has none of them; a test that sets an option itself keeps its value.</remarks>
internal static class CpuUnderTest
{
    private const string Type = "components.cpu.type=";

    private static IEnumerable<string> Settings => TestCpuOptions.All.Select(static option => $"components.cpu.{option.Name}={option.Value}");

    /// <summary>Overrides of a shipped manifest, with the options before them.</summary>
    public static string[] Overrides(string[] overrides) => HasTranslator(overrides) ? [.. Settings, .. overrides] : overrides;

    /// <summary>A command line, with the options where it runs a shipped manifest.</summary>
    public static string[] Arguments(string[] arguments) =>
        arguments is ["run", .. string[] more] && HasTranslator(more) && IsShipped(more)
            ? ["run", .. Settings.SelectMany(static setting => (string[])["--set", setting]), .. more]
            : arguments;

    private static bool HasTranslator(string[] overrides) =>
        Array.FindLast(overrides, static text => text.StartsWith(Type, StringComparison.Ordinal)) is not { } type || type[Type.Length..] is "x86.auto" or "x86.translator";

    private static bool IsShipped(string[] arguments) =>
        !arguments.Any(static text => text.EndsWith(".toml", StringComparison.Ordinal) && Path.GetDirectoryName(text) != Path.GetDirectoryName(Platform.Manifest("xbox.toml")));
}
