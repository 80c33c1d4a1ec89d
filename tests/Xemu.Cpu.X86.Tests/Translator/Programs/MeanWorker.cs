using FsCheck;
using FsCheck.Fluent;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A thread's share of a campaign: checks batches of programs on a pair of machines of its own.</summary>
internal sealed class MeanWorker : IDisposable
{
    private readonly MeanRunner _runner = new();
    private readonly Property _property;
    private (MeanProgram Program, string Difference)? _failed;

    public MeanWorker() => _property = Prop.ForAll(MeanGenerator.Programs, Agrees);

    public MeanPair Pair { get; } = new();

    /// <summary>Runs the programs of a seed; null, or the smallest program found on which the engines differ, as text.</summary>
    public string? Check(ulong seed, int programs)
    {
        _failed = null;
        Config config = Config.Quick.WithMaxTest(programs).WithReplay(seed, 1).WithRunner(_runner);
        _property.Check(config);
        return _failed is { } failed ? MeanText.Of(failed.Program, seed, failed.Difference)
            : _runner.Result is FsCheck.TestResult.Passed ? null : $"Seed {seed}: FsCheck ended with {_runner.Result}.";
    }

    public void Dispose() => Pair.Dispose();

    private bool Agrees(MeanProgram program)
    {
        string? difference = Pair.Run(program);
        if (difference is not null)
        {
            _failed = (program, difference);
        }

        return difference is null;
    }
}
