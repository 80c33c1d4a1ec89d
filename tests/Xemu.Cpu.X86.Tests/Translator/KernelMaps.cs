using System.Globalization;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What the kernel says is mapped (/proc/self/maps).</summary>
internal static class KernelMaps
{
    /// <summary>Mappings that overlap a range.</summary>
    public static int Count(ulong start, ulong bytes) => File.ReadLines("/proc/self/maps").Count(line => Overlaps(line, start, bytes));

    /// <summary>The letters of the mapping at an address, such as r-xp.</summary>
    public static string Protection(ulong address) => File.ReadLines("/proc/self/maps").Single(line => Overlaps(line, address, 1)).Split(' ')[1];

    private static bool Overlaps(string line, ulong start, ulong bytes)
    {
        string[] range = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
        return Hex(range[0]) < start + bytes && Hex(range[1]) > start;
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
