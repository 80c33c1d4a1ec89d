namespace Xemu.Host.Tests;

/// <summary>What the host offers components around a run: observers, components made at run time, descriptors.</summary>
public sealed class RunServicesTests : IDisposable
{
    private const string Machine = "manifest = 1\n[machine]\ntime = \"deterministic\"\n[components.cpu]\ntype = \"test.cpu\"\nstop-at = 1000\n[components.witness]\ntype = \"test.witness\"\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_WithAnObserver_TellsItBeforeTheFirstInstructionAndAfterTheLast()
    {
        HostRun run = Run(string.Empty);

        string[] lines = [.. run.Error.Split('\n').Where(static line => line.StartsWith("witness: ", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("witness: before: cpu=test.cpu,witness=test.witness, ", lines[0], StringComparison.Ordinal);
        Assert.Contains("m.toml, sets ", lines[0], StringComparison.Ordinal);
        Assert.Equal("witness: after: The program has ended. False", lines[1]);
    }

    [Fact]
    public void Run_WhoseObserverRefuses_RunsNothing()
    {
        HostRun run = Run("refuses = true\n");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("error: The snapshot does not fit.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("after:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test.rom address=0x1F0", "witness: made Rom at 1F0")]
    [InlineData("test.room", "There is no component type 'test.room'; did you mean 'test.rom'?")]
    [InlineData("test.rom", "'test.rom' needs the key 'address': Where the ROM lies.")]
    [InlineData("test.rom address=1 adress=2", "'test.rom' has no key 'adress'; did you mean 'address'?")]
    [InlineData("test.fault kind=refuse", "The image of made is broken; get another.")]
    [InlineData("test.link next=cpu", "'test.link' refers to other components and can only be made by a manifest.")]
    public void Factory_AsTold_MakesTheComponentOrSaysWhyNot(string makes, string expected)
    {
        HostRun run = Run($"makes = \"{makes}\"\n");

        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Internal error", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", "write a set's number or a name")]
    [InlineData("=7", "write a set's number or a name")]
    [InlineData("0=x", "write a set's number or a name")]
    [InlineData("0=1", "write a set's number or a name")]
    [InlineData("0=9999", "descriptor 9999 is not open")]
    public void AddFd_ThatIsWrong_IsALine(string text, string expected)
    {
        HostRun run = Run(string.Empty, "--add-fd", text);

        Assert.Equal(ExitCodes.Wrong, run.ExitCode);
        Assert.Contains($"error: --add-fd {text}: {expected}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Invoke_OfAVerb_RunsTheOtherCommandLine()
    {
        HostRun run = HostFixture.Run("again", "greet", "a", "b");

        Assert.Equal(("hello a|b", 2), (run.Output.TrimEnd('\n'), run.ExitCode));
    }

    [Fact]
    public void Factory_OfAVerb_MakesComponentsAndDisposesWhatIsLeft()
    {
        HostRun run = HostFixture.Run("make", "test.fault", "kind=bug-while-disposing");

        Assert.Equal(("made Fault, one of 1", 0), (run.Output.TrimEnd('\n'), run.ExitCode));
        Assert.Contains("made:", run.Error, StringComparison.Ordinal);
        Assert.Contains("a bug", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no component type 'test.falt'; did you mean 'test.fault'?", "test.falt")]
    [InlineData("The image of made is broken; get another.", "test.fault", "kind=refuse")]
    [InlineData("'test.fault' has no key 'kin'", "test.fault", "kin=refuse")]
    public void Factory_OfAVerbThatAsksForWhatCannotBe_IsALine(string expected, params string[] arguments)
    {
        HostRun run = HostFixture.Run(["make", .. arguments]);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains(expected, run.Error, StringComparison.OrdinalIgnoreCase);
    }

    private HostRun Run(string options, params string[] arguments) =>
        HostFixture.Run(["run", _folder.Write("m.toml", $"{Machine}{options}"), .. arguments]);
}
