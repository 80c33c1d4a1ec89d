using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Xemu.Benchmarks;

/// <summary><c>--allocation-gate</c> fails on allocations; without it BenchmarkDotNet runs, <c>--quick</c> with few iterations; its own options follow.</summary>
internal static class Program
{
    private const string Gate = "--allocation-gate";
    private const string Quick = "--quick";

    public static int Main(string[] arguments)
    {
        if (arguments.Contains(Gate))
        {
            return AllocationGate.Run(Console.Out);
        }

        string[] rest = [.. arguments.Where(static a => a != Quick)];
        IEnumerable<BenchmarkDotNet.Reports.Summary> summaries = BenchmarkSwitcher
            .FromTypes([typeof(InterpreterBenchmarks), typeof(MemoryBenchmarks), typeof(DeviceBenchmarks)])
            .Run(rest.Length == 0 ? ["--filter", "*", "--join"] : rest, Config(arguments.Contains(Quick)));
        return summaries.Any() && summaries.All(static s => !s.HasCriticalValidationErrors && s.Reports.All(static r => r.Success)) ? 0 : 1;
    }

    /// <summary>In this process: a project that BenchmarkDotNet writes elsewhere would not have this repository's build settings.</summary>
    private static ManualConfig Config(bool isQuick)
    {
        Job job = Job.Default.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromHours(1), logOutput: true)).WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 100 : 250));
        return ManualConfig.CreateEmpty()
            .AddJob(isQuick ? job.WithWarmupCount(3).WithIterationCount(5) : job.WithWarmupCount(6).WithIterationCount(15))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median, StatisticColumn.Min, new MipsColumn())
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks")))
            .WithOptions(ConfigOptions.DisableLogFile);
    }
}
