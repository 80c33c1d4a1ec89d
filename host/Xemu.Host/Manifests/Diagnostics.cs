namespace Xemu.Host;

/// <summary>The mistakes found so far; those after the first two hundred are only counted.</summary>
internal sealed class Diagnostics
{
    private const int MaxKept = 200;
    private const int MaxShown = 20;

    private readonly List<Diagnostic> _errors = [];

    /// <summary>The mistakes, in the order in which they were found.</summary>
    public IReadOnlyList<Diagnostic> Errors => _errors;

    public int Count { get; private set; }

    public bool HasErrors => Count != 0;

    public void Add(SourcePlace place, string message)
    {
        Count++;
        if (_errors.Count < MaxKept)
        {
            _errors.Add(new Diagnostic(place, message));
        }
    }

    /// <summary>Writes a line each, at most twenty.</summary>
    public void WriteTo(TextWriter writer)
    {
        foreach (Diagnostic error in _errors.Take(MaxShown))
        {
            writer.WriteLine($"error: {error}");
        }

        if (Count > MaxShown)
        {
            writer.WriteLine($"error: {Count - MaxShown} more mistakes are not shown; correct these first.");
        }
    }
}
