using System.Globalization;

namespace Xemu.Migration.Benchmarks;

/// <summary>Collects figures and prints them as a table in Markdown.</summary>
internal sealed class BenchTable
{
    private readonly List<(string What, List<double> Values, string Unit)> _rows = [];

    /// <summary>Adds a figure to a row, which is made by the first.</summary>
    public void Add(string what, double value, string unit)
    {
        int row = _rows.FindIndex(candidate => candidate.What == what);
        if (row < 0)
        {
            _rows.Add((what, [value], unit));
        }
        else
        {
            _rows[row].Values.Add(value);
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {value:0.###} {unit}"));
    }

    public double Median(string what)
    {
        double[] values = [.. _rows.Find(row => row.What == what).Values.Order()];
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }

    public bool Has(string what) => _rows.Exists(row => row.What == what);

    public void Print(TextWriter writer)
    {
        writer.WriteLine("| What | Median | Least | Most | Runs |");
        writer.WriteLine("|---|---:|---:|---:|---:|");
        foreach ((string what, List<double> values, string unit) in _rows)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median(what):0.##} {unit} | {values.Min():0.##} | {values.Max():0.##} | {values.Count} |"));
        }
    }
}
