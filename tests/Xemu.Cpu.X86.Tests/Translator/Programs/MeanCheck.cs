using FsCheck;
using FsCheck.Fluent;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Has FsCheck make programs, run them, and make one that fails as small as it can.</summary>
internal sealed class MeanCheck
{
    private readonly MeanRunner _runner = new();
    private readonly Func<MeanProgram, string?> _run;
    private readonly Property _property;
    private (MeanProgram Program, string Difference)? _failed;

    /// <summary>Prepares checks.</summary>
    /// <param name="run">Runs a program and gives what is wrong, or null.</param>
    public MeanCheck(Func<MeanProgram, string?> run)
    {
        _run = run;
        _property = Prop.ForAll(MeanGenerator.Programs, Agrees);
    }

    /// <summary>Runs the programs of a seed; null, or the smallest program found that fails, as text.</summary>
    public string? Run(ulong seed, int programs)
    {
        // FsCheck draws from a counter that starts at one number and grows by the other: seeds next to each other must not draw the same.
        const ulong Spread = 0x9E37_79B9_7F4A_7C15;
        const ulong Step = 0xBF58_476D_1CE4_E5B9;
        _failed = null;
        _property.Check(Config.Quick.WithMaxTest(programs).WithReplay(seed * Spread, Step).WithRunner(_runner));
        return _failed is { } failed ? MeanText.Of(failed.Program, seed, failed.Difference)
            : _runner.Result is FsCheck.TestResult.Passed ? null : $"Seed {seed}: FsCheck ended with {_runner.Result}.";
    }

    /// <summary>FsCheck goes on from each smaller program that fails: the last one that failed is the smallest.</summary>
    private bool Agrees(MeanProgram program)
    {
        string? difference = _run(program);
        if (difference is not null)
        {
            _failed = (program, difference);
        }

        return difference is null;
    }
}
