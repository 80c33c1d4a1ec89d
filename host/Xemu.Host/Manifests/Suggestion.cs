namespace Xemu.Host;

/// <summary>Finds what was meant.</summary>
internal static class Suggestion
{
    private const int MaxLength = 64;

    /// <summary>A hostile file can make many names, and mistakes to compare them with.</summary>
    private const int MaxCandidates = 512;

    /// <summary><c>; did you mean 'x'?</c>, or <paramref name="otherwise"/> when nothing is near.</summary>
    public static string For(string word, IEnumerable<string> known, string otherwise = ".")
    {
        string? nearest = Nearest(word, known);
        return nearest is null ? otherwise : $"; did you mean '{nearest}'?";
    }

    /// <summary>The known word that differs least, or null when all differ too much.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > MaxLength)
        {
            return null;
        }

        string? best = null;
        int bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in known.Take(MaxCandidates).Where(candidate => candidate.Length <= MaxLength))
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    // Edit distance where swapping two neighbours counts one (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + change);
                bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                cost[i, j] = isSwap ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
