using Xemu.Frontend.Views;

namespace Xemu.Frontend.Sdl;

/// <summary>Where in a window a picture goes.</summary>
internal static class PicturePlacement
{
    /// <summary>Places it in the middle.</summary>
    public static SdlRect Place(Scaling scaling, int windowWidth, int windowHeight, int width, int height)
    {
        if (scaling == Scaling.Stretch || width <= 0 || height <= 0)
        {
            return new SdlRect(0, 0, windowWidth, windowHeight);
        }

        int factor = Math.Min(windowWidth / width, windowHeight / height);
        if (scaling == Scaling.Integer && factor >= 1)
        {
            return Centered(windowWidth, windowHeight, width * factor, height * factor);
        }

        double aspect = PictureAspect.Of(width, height);
        int fitted = (int)Math.Round(windowHeight * aspect);
        return fitted <= windowWidth
            ? Centered(windowWidth, windowHeight, fitted, windowHeight)
            : Centered(windowWidth, windowHeight, windowWidth, (int)Math.Round(windowWidth / aspect));
    }

    private static SdlRect Centered(int windowWidth, int windowHeight, int width, int height) =>
        new((windowWidth - width) / 2, (windowHeight - height) / 2, width, height);
}
