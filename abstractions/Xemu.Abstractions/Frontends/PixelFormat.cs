namespace Xemu.Abstractions.Frontends;

/// <summary>How the pixels of a frame are laid out.</summary>
public enum PixelFormat
{
    /// <summary>Four bytes a pixel in memory order blue, green, red, unused.</summary>
    Bgrx8888,
}
