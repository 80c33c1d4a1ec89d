namespace Xemu.Migration;

/// <summary>Names as the file takes them.</summary>
internal static class MachineNames
{
    private const int MostBytes = 127;

    /// <summary>The machine's name with what a file cannot hold replaced; the true one stands among the snapshot's facts.</summary>
    public static string ForFile(string name)
    {
        char[] kept = [.. name.Take(MostBytes).Select(static c => char.IsAsciiLetterOrDigit(c) || "-_./:[]+ ".Contains(c, StringComparison.Ordinal) ? c : '-')];
        return kept.Length == 0 ? "machine" : new string(kept);
    }
}
