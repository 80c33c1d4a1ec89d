using System.Globalization;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Counts cases and keeps the first mismatches of one operation.</summary>
internal sealed class Comparison(string name, int seed)
{
    private readonly List<string> _first = [];

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
    public void Finish(int allowed = 0)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{name}: {Cases} cases, {Mismatches} mismatches, {Near} near, seed {seed}");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.True(Mismatches <= allowed, line + Environment.NewLine + string.Join(Environment.NewLine, _first));
    }
}
