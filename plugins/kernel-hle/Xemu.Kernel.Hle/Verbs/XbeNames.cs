using System.Globalization;
using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>Words for what a program's file has as numbers. Source: xboxdevwiki "Xbe".</summary>
internal static class XbeNames
{
    /// <summary>Regions, by bit.</summary>
    public static IReadOnlyList<string> Regions(uint region) =>
        Pick(region, (0x1u, "North America"), (0x2u, "Japan"), (0x4u, "rest of the world"), (0x8000_0000, "manufacturing"));

    /// <summary>Media that a program may start from, by bit.</summary>
    public static IReadOnlyList<string> Media(uint media) => Pick(
        media,
        (0x1u, "hard disk"), (0x2u, "Xbox DVD"), (0x4u, "DVD, CD"), (0x8u, "CD"), (0x10u, "DVD-5 read-only"), (0x20u, "DVD-9 read-only"), (0x40u, "DVD-5 recordable"),
        (0x80u, "DVD-9 recordable"), (0x100u, "dongle"), (0x200u, "media board"), (0x4000_0000u, "non-secure hard disk"), (0x8000_0000, "non-secure mode"));

    /// <summary>What a section is, by bit.</summary>
    public static IReadOnlyList<string> Flags(XbeSectionFlags flags) => Pick(
        (uint)flags,
        (0x1u, "writable"), (0x2u, "preload"), (0x4u, "executable"), (0x8u, "inserted file"), (0x10u, "head read-only"), (0x20u, "tail read-only"));

    /// <summary>What is asked of the loader, by bit.</summary>
    public static IReadOnlyList<string> Init(XbeInitFlags flags) => Pick(
        (uint)flags,
        (0x1u, "mount utility drive"), (0x2u, "format utility drive"), (0x4u, "64 MiB"), (0x8u, "leave hard disk"));

    /// <summary>A title's number as publishers write it: two letters and a number.</summary>
    public static string TitleId(uint id)
    {
        (char first, char second) = ((char)(id >> 24), (char)((id >> 16) & 0xFF));
        string code = char.IsAsciiLetterOrDigit(first) && char.IsAsciiLetterOrDigit(second) ? string.Create(CultureInfo.InvariantCulture, $" ({first}{second}-{id & 0xFFFF:D3})") : string.Empty;
        return $"0x{id:X8}{code}";
    }

    /// <summary>A time in seconds since 1970.</summary>
    public static string Time(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static List<string> Pick(uint bits, params ReadOnlySpan<(uint Bit, string Name)> names)
    {
        var picked = new List<string>();
        foreach ((uint bit, string name) in names)
        {
            if ((bits & bit) != 0)
            {
                picked.Add(name);
                bits &= ~bit;
            }
        }

        if (bits != 0)
        {
            picked.Add($"0x{bits:X}");
        }

        return picked;
    }
}
