namespace Xemu.EndToEnd.Tests;

/// <summary>How the translators of machines reach guest memory where a test does not say: XEMU_TEST_MEMORY, a value of their option "memory".</summary>
internal static class TestForm
{
    private const string Type = "components.cpu.type=";
    private const string Option = "components.cpu.memory=";
    private static readonly string? Memory = Environment.GetEnvironmentVariable("XEMU_TEST_MEMORY");

    /// <summary>A command line with the option.</summary>
    public static string[] Of(string[] arguments) => arguments is ["run", ..] && IsWanted(arguments) ? [.. arguments, "--set", Option + Memory] : arguments;

    /// <summary>Overrides of a manifest with the option.</summary>
    public static string[] OfOverrides(string[] overrides) => IsWanted(overrides) ? [.. overrides, Option + Memory] : overrides;

    /// <summary>Other engines have no such option.</summary>
    private static bool IsWanted(string[] words) => !string.IsNullOrEmpty(Memory)
        && !words.Any(static word => word.StartsWith(Option, StringComparison.Ordinal)
            || (word.StartsWith(Type, StringComparison.Ordinal) && word[Type.Length..] is not ("x86.translator" or "x86.auto")));
}
