using Microsoft.Extensions.Logging;

namespace Xemu.Host.Tests;

public sealed class SmallPartsTests
{
    [Theory]
    [InlineData("CommandLine", "command-line")]
    [InlineData("IOPort", "io-port")]
    [InlineData("Region2Size", "region2-size")]
    [InlineData("Ram", "ram")]
    [InlineData("UseDMA", "use-dma")]
    public void KebabCase_Name_BecomesKey(string name, string key) => Assert.Equal(key, KebabCase.From(name));

    [Theory]
    [InlineData("64MiB", 64UL << 20)]
    [InlineData("0B", 0UL)]
    [InlineData("1_024 KiB", 1UL << 20)]
    [InlineData("0.5KiB", 512UL)]
    [InlineData("16777215TiB", 16777215UL << 40)]
    public void Size_RightText_IsExact(string text, ulong expected)
    {
        Assert.True(Quantity.Size.TryParse(text, out ulong value, out _));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("64")]
    [InlineData("64 MB")]
    [InlineData("-1MiB")]
    [InlineData("1.2.3MiB")]
    [InlineData("16777216TiB")]
    [InlineData("1e3B")]
    [InlineData("1MiBx")]
    [InlineData("99999999999999999999999999999999999999B")]
    public void Size_WrongText_IsRefused(string text) => Assert.False(Quantity.Size.TryParse(text, out _, out _));

    [Theory]
    [InlineData("clok", "clock")]
    [InlineData("lcock", "clock")]
    [InlineData("CLOCK", "clock")]
    [InlineData("adress", "address")]
    [InlineData("x", null)]
    [InlineData("completely-else", null)]
    public void Suggestion_NearWord_IsFound(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["clock", "address", "command-line"]));

    [Fact]
    public void Log_HostileText_IsOneLineThatDoesNothingToATerminal()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var logs = new ConsoleLogFactory(output, LogLevel.Information);

        logs.CreateLogger("kernel").LogInformation("{Text}", "\x1b]0;title\a\nerror: all is lost \u202Eabc");

        Assert.Equal("kernel: \\u001B]0;title\\u0007\\u000Aerror: all is lost \\u202Eabc\n", output.ToString());
    }

    [Fact]
    public void Diagnostic_HostileText_IsOneShortPrintableLine()
    {
        string line = new Diagnostic(new SourcePlace("a\nb", 1, 2), "\u001b[31mred\u202e\r\n" + new string('x', 10_000)).ToString();

        Assert.True(line.Length < 500);
        Assert.StartsWith("a\\u000Ab:1:2: \\u001B[31mred\\u202E\\u000D\\u000A", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5s", 5_000_000_000UL, null)]
    [InlineData("200ms", 200_000_000UL, null)]
    [InlineData("1_000_000", null, 1_000_000UL)]
    public void StopCondition_TimeOrCount_IsRead(string text, ulong? nanoseconds, ulong? count)
    {
        Assert.True(StopCondition.TryParse(text, out Machine.RunLimits limits));
        Assert.Equal(new Machine.RunLimits(nanoseconds, count), limits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("5 parsecs")]
    public void StopCondition_Otherwise_IsRefused(string text) => Assert.False(StopCondition.TryParse(text, out _));

    [Theory]
    [InlineData("a = [[1]]", -1)]
    [InlineData("a = '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[['", -1)]
    [InlineData("# [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", -1)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 32)]
    [InlineData("a = \"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"", -1)]
    [InlineData("a = \"\"\"\n[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"\"\"", -1)]
    public void NestingScan_Brackets_CountOutsideTexts(string text, int expected) => Assert.Equal(expected, NestingScan.FindTooDeep(text));
}
