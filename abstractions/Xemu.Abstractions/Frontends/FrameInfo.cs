namespace Xemu.Abstractions.Frontends;

/// <summary>The shape of a frame.</summary>
/// <param name="Width">Pixels, 1 to 4096; 0 when the display is off.</param>
/// <param name="Height">Lines, 1 to 4096; 0 when the display is off.</param>
/// <param name="Number">Counts vertical blanks since the machine was made.</param>
public readonly record struct FrameInfo(int Width, int Height, ulong Number)
{
    /// <summary>Bytes that <see cref="IDisplaySource.ReadFrame"/> needs.</summary>
    public int SizeBytes => Width * Height * 4;
}
