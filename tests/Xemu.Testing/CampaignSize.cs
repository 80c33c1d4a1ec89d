using System.Globalization;

namespace Xemu.Testing;

/// <summary>Counts and seeds of tests that have a short form in the usual run, and a long one by environment variables.</summary>
public static class CampaignSize
{
    /// <summary>The first seed: XEMU_SEED, 0 without it. Case N of a campaign has the seed N after it, so that two campaigns with seeds far apart have nothing in common.</summary>
    public static int FirstSeed => Count("XEMU_SEED", 0);

    /// <summary>How many cases are tried.</summary>
    /// <param name="variable">The environment variable that says so.</param>
    /// <param name="usual">The number without it.</param>
    public static int Count(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int count) ? count : usual;

    /// <summary>The seeds of a campaign.</summary>
    /// <param name="count">How many cases are tried.</param>
    public static IEnumerable<int> Seeds(int count)
    {
        int first = FirstSeed;
        for (int i = 0; i < count; i++)
        {
            yield return unchecked(first + i);
        }
    }
}
