namespace Xemu.Frontend.Views;

/// <summary>The shape of the screen on which a picture is meant to be seen.</summary>
internal static class PictureAspect
{
    /// <summary>16:9 for the console's high-definition modes, 4:3 for everything else, however many pixels make up a line.</summary>
    public static double Of(int width, int height) =>
        height >= 720 && width * 9 == height * 16 ? 16.0 / 9 : 4.0 / 3;
}
