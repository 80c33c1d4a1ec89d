namespace Xemu.Cpu.X86.Tests;

/// <summary>The tables beside the code.</summary>
internal static class OracleText
{
    /// <summary>The words of each line that is not empty and not a comment.</summary>
    public static IEnumerable<string[]> Lines(string name)
    {
        using Stream stream = typeof(OracleText).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The test assembly has no table '{name}'.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length != 0 && line[0] != '#')
            {
                yield return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }
}
