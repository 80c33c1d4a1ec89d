using System.Text;

namespace Sample.Frontend.Ascii;

/// <summary>Draws pixels with letters.</summary>
public static class AsciiPicture
{
    /// <summary>From dark to bright.</summary>
    public const string Ramp = " .:-=+*#%@";

    /// <summary>Draws a picture; a letter is twice as high as it is wide.</summary>
    public static string Draw(ReadOnlySpan<byte> bgrx, int width, int height, int columns)
    {
        var text = new StringBuilder();
        int cell = Math.Max(1, width / columns);
        for (int y = 0; y < height; y += 2 * cell)
        {
            for (int x = 0; x < width; x += cell)
            {
                ReadOnlySpan<byte> pixel = bgrx.Slice(((y * width) + x) * 4, 4);
                int brightness = ((pixel[0] * 29) + (pixel[1] * 150) + (pixel[2] * 77)) >> 8;
                text.Append(Ramp[brightness * (Ramp.Length - 1) / 255]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
