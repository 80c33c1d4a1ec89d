using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Xemu.Benchmarks;

/// <summary>Million guest instructions a second, from the median; for benchmarks whose operation is an instruction.</summary>
internal sealed class MipsColumn : IColumn
{
    public string Id => nameof(MipsColumn);

    public string ColumnName => "MIPS";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Million guest instructions a second (from the median)";

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(IsInterpreter);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        IsInterpreter(benchmarkCase) && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (1000 / statistics.Median).ToString("0.0", CultureInfo.InvariantCulture)
            : "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static bool IsInterpreter(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type == typeof(InterpreterBenchmarks);
}
