namespace Xemu.Kernel.Xbe;

/// <summary>Texts of a file for people.</summary>
internal static class XbePrintable
{
    /// <summary>Replaces control characters, which would do things to a terminal or a log.</summary>
    public static string Show(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
}
