namespace Xemu.Frontend.Sdl;

/// <summary>How a picture fills a window.</summary>
internal enum Scaling
{
    /// <summary>As large as it fits, in the shape of the screen it was made for.</summary>
    Aspect,

    /// <summary>The largest whole multiple of its pixels.</summary>
    Integer,

    /// <summary>All of the window.</summary>
    Stretch,
}
