namespace Xemu.EndToEnd.Tests;

/// <summary>Options that every translator gets which the tests build, from the environment: <c>XEMU_TEST_CPU="write-xor-execute=true;code-cache=1MiB"</c>.</summary>
internal static class TestCpuOptions
{
    /// <summary>The options as a manifest writes them, name and value.</summary>
    public static IReadOnlyList<(string Name, string Value)> All { get; } = [.. Parse(Environment.GetEnvironmentVariable("XEMU_TEST_CPU") ?? string.Empty)];

    private static IEnumerable<(string Name, string Value)> Parse(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static pair =>
            pair.IndexOf('=', StringComparison.Ordinal) is > 0 and int at ? (pair[..at], pair[(at + 1)..]) : throw new FormatException($"XEMU_TEST_CPU holds '{pair}'; write name=value."));
}
