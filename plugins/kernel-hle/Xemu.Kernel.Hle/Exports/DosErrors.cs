using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Xemu.Kernel.Hle;

/// <summary>Error numbers of the Win32 interface for status codes.</summary>
internal static class DosErrors
{
    /// <summary>The number for a status that has none: ERROR_MR_MID_NOT_FOUND.</summary>
    public const uint Unknown = 317;

    private const uint ApplicationBit = 0x2000_0000;
    private const uint Win32Error = 0xC001;
    private const uint Win32Result = 0x8007;

    private static readonly Lazy<FrozenDictionary<uint, uint>> Numbers = new(Read);

    /// <summary>Looks a status up.</summary>
    public static uint FromStatus(uint status)
    {
        if (status == 0 || (status & ApplicationBit) != 0)
        {
            return status;
        }

        // The bit that marks an error as being of this interface is not looked at.
        uint plain = (status & 0xF000_0000) == 0xD000_0000 ? status & ~0x1000_0000U : status;
        return Numbers.Value.TryGetValue(plain, out uint number) ? number
            : plain >> 16 is Win32Error or Win32Result ? plain & 0xFFFF
            : Unknown;
    }

    private static FrozenDictionary<uint, uint> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("dos-errors.txt")!;
        using var reader = new StreamReader(stream);
        var numbers = new Dictionary<uint, uint>();
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (!line.StartsWith('#'))
            {
                numbers.Add(uint.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), uint.Parse(words[1], CultureInfo.InvariantCulture));
            }
        }

        return numbers.ToFrozenDictionary();
    }
}
