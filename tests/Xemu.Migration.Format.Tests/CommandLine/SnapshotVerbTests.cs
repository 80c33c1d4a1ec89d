using System.Text.Json;
using Xemu.Abstractions;

namespace Xemu.Migration.Format.Tests;

public sealed class SnapshotVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-snapshot");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public SnapshotVerbTests()
    {
        File.WriteAllBytes(In("a.snap"), TestSnapshots.Mapped());
        File.WriteAllBytes(In("b.snap"), TestSnapshots.Mapped(eip: 1));
        File.WriteAllBytes(In("cut.snap"), TestSnapshots.Mapped()[..^1]);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData]
    [InlineData("inspect")]
    [InlineData("inspect", "a", "b")]
    [InlineData("verify", "a", "--nothing")]
    [InlineData("nothing")]
    public void Run_WrongArguments_IsOneLineAndExit2(params string[] arguments)
    {
        int code = Run(arguments);

        Assert.Equal(2, code);
        AssertOneLine();
    }

    [Fact]
    public void Run_FileThatIsNotThere_IsOneLineAndExit1()
    {
        int code = Run("inspect", In("none.snap"));

        Assert.Equal(1, code);
        AssertOneLine();
    }

    [Fact]
    public void Run_DamagedFile_IsOneLineAndExit1()
    {
        int code = Run("inspect", In("cut.snap"));

        Assert.Equal(1, code);
        AssertOneLine();
    }

    [Fact]
    public void Run_Inspect_ShowsFields()
    {
        Assert.Equal(0, Run("inspect", In("a.snap")));

        Assert.Contains("eip = 0x12345678", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", "a.snap", 0)]
    [InlineData("verify", "a.snap", 0)]
    [InlineData("verify", "cut.snap", 1)]
    [InlineData("list", "", 0)]
    public void Run_Json_IsJson(string command, string file, int exitCode)
    {
        Assert.Equal(exitCode, Run(command, In(file), "--json"));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.NotEqual(JsonValueKind.Null, json.RootElement.ValueKind);
    }

    [Fact]
    public void Run_DiffJson_ListsTheField()
    {
        Assert.Equal(1, Run("diff", In("a.snap"), In("b.snap"), "--json"));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal("cpu.eip", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("where").GetString());
    }

    [Fact]
    public void Run_DiffOfTheSame_IsSilent()
    {
        Assert.Equal(0, Run("diff", In("a.snap"), In("a.snap")));

        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Run_VerifyGood_SaysSo()
    {
        Assert.Equal(0, Run("verify", In("a.snap")));

        Assert.EndsWith("a.snap: good\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExtractRam_MakesTheFile()
    {
        Assert.Equal(0, Run("extract-ram", In("a.snap"), In("ram.bin"), "--block", "ram"));

        Assert.Equal(TestSnapshots.Page(15), File.ReadAllBytes(In("ram.bin"))[(15 * 4096)..]);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData(null)]
    public void Run_ExtractRamWithoutAGoodBlock_NamesTheBlocks(string? block)
    {
        string[] option = block is null ? [] : ["--block", block];

        Assert.Equal(1, Run(["extract-ram", In("a.snap"), In("ram.bin"), .. option]));

        Assert.Contains("ram, rom", _error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("ram.bin")));
    }

    [Fact]
    public void Run_List_ShowsParentAndProblem()
    {
        Assert.Equal(0, Run("list", _folder.FullName));

        string[] lines = _output.ToString().TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("5 pages, on earlier", lines[0], StringComparison.Ordinal);
        Assert.Contains("no description at its end", lines[2], StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private int Run(params string[] arguments) => SnapshotVerb.Run(new VerbContext(arguments, _output, _error));

    private void AssertOneLine()
    {
        Assert.Empty(_output.ToString());
        Assert.Equal(1, _error.ToString().Count(c => c == '\n'));
        Assert.StartsWith("snapshot: ", _error.ToString(), StringComparison.Ordinal);
    }

    private sealed record VerbContext(IReadOnlyList<string> Arguments, TextWriter Output, TextWriter Error) : IVerbContext
    {
        public CancellationToken Cancellation => CancellationToken.None;

        public bool IsErrorTerminal => false;

        public IComponentFactory Factory => throw new NotSupportedException("No component types are here.");

        public int Invoke(IReadOnlyList<string> arguments) => throw new NotSupportedException("No other verb is here.");
    }
}
