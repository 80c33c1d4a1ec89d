using BenchmarkDotNet.Attributes;

namespace Xemu.Benchmarks;

/// <summary>How fast guest instructions run; an operation is one instruction, an iteration of a REP instruction counts as one.</summary>
[MemoryDiagnoser]
public class InterpreterBenchmarks
{
    private const int Instructions = 1_000_000;
    private GuestMachine? _guest;

    [ParamsSource(nameof(Programs))]
    public string Program { get; set; } = "";

    public static IEnumerable<string> Programs => GuestProgram.All.Select(static p => p.Name);

    [GlobalSetup]
    public void Setup() => _guest = new GuestMachine(GuestProgram.Named(Program), "x86.interpreter");

    [GlobalCleanup]
    public void Cleanup() => _guest!.Dispose();

    [Benchmark(OperationsPerInvoke = Instructions)]
    public ulong Instruction() => _guest!.Run(Instructions);
}
