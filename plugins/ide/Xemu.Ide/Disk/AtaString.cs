namespace Xemu.Ide;

/// <summary>Text in identification data: padded with blanks, and the two characters of each word exchanged.</summary>
/// <remarks>Source: ATA/ATAPI-5 (T13 1321D), 8.12.8.</remarks>
internal static class AtaString
{
    /// <summary>Writes a text.</summary>
    /// <param name="text">The text, ASCII.</param>
    /// <param name="destination">The field, an even number of bytes.</param>
    public static void Write(string text, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i ^ 1] = (byte)(i < text.Length ? text[i] : ' ');
        }
    }
}
