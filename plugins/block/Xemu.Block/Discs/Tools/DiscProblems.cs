namespace Xemu.Block;

/// <summary>What is wrong with a disc, a line each. A hostile disc may have as many faults as entries, with long paths: only so many are kept, and the rest counted.</summary>
internal sealed class DiscProblems
{
    private const int MaxLines = 1000;
    private readonly List<string> _lines = [];
    private int _more;

    /// <summary>The lines, and how many more there were.</summary>
    public IReadOnlyList<string> Lines => _more == 0 ? _lines : [.. _lines, $"And {_more} more."];

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        if (_lines.Count < MaxLines)
        {
            _lines.Add(line);
        }
        else
        {
            _more++;
        }
    }
}
