using System.Globalization;
using System.Reflection;

namespace Xemu.Kernel.Guest;

/// <summary>The kernel's exports by name, read from the list that the kernel itself reads.</summary>
public static class GuestExports
{
    private static readonly Dictionary<string, GuestExport> ByName = Read();

    /// <summary>Finds an export.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No kernel has it.</exception>
    public static GuestExport Find(string name) =>
        ByName.TryGetValue(name, out GuestExport? export) ? export : throw new ArgumentException($"The kernel has no export '{name}'.", nameof(name));

    private static Dictionary<string, GuestExport> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("exports.txt")!;
        using var reader = new StreamReader(stream);
        var exports = new Dictionary<string, GuestExport>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (line[0] != '#')
            {
                exports.Add(words[1], new GuestExport(int.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2]));
            }
        }

        return exports;
    }
}
