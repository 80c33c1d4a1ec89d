using System.Globalization;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Counts cases and keeps the first mismatches of one operation.</summary>
internal sealed class Comparison(string name, int seed)
{
    private readonly List<string> _first = [];

    private string Summary => string.Create(
        CultureInfo.InvariantCulture, $"{name}: {Cases} cases, {Mismatches} mismatches, {Near} near, seed {seed}");

    public int Cases { get; private set; }

    public int Mismatches { get; private set; }

    /// <summary>Cases that agree within the tolerance but are not the same.</summary>
    public int Near { get; set; }

    public void Check(bool equal, Func<string> describe)
    {
        Cases++;
        if (equal)
        {
            return;
        }

        Mismatches++;
        if (_first.Count < 12)
        {
            _first.Add(describe());
        }
    }

    /// <summary>Prints the counts and fails on any mismatch.</summary>
    public void Finish()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Summary);
        Assert.True(Mismatches == 0, Describe());
    }

    /// <summary>The counts and the first mismatches.</summary>
    public string Describe() => Summary + Environment.NewLine + string.Join(Environment.NewLine, _first);
}
