namespace Xemu.Frontend.Views;

/// <summary>A character cell of a terminal.</summary>
/// <param name="Character">What stands in it.</param>
/// <param name="Foreground">0xRRGGBB.</param>
/// <param name="Background">0xRRGGBB.</param>
internal readonly record struct Cell(char Character, uint Foreground, uint Background)
{
    /// <summary>Light on black, nothing in it.</summary>
    public static Cell Blank => new(' ', 0xC0C0C0, 0);
}
