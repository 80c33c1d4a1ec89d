using System.Globalization;

namespace Xemu.Frontend.Sdl;

/// <summary>Names of screenshots: numbered, without a time.</summary>
internal static class ScreenshotName
{
    /// <summary>The first free name.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="machine">The machine's name.</param>
    public static string Next(string folder, string machine)
    {
        string stem = string.Concat(machine.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        int number = 1;
        string path;
        do
        {
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{(stem.Length == 0 ? "machine" : stem)}-{number:D4}.png"));
            number++;
        }
        while (File.Exists(path) && number < 10_000);
        return path;
    }
}
