namespace Xemu.Abstractions.Graphics;

/// <summary>A rectangle of pixels, the right and lower edge excluded.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Column after the last.</param>
/// <param name="Bottom">Row after the last.</param>
public readonly record struct Rectangle(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>The part that lies in both.</summary>
    /// <param name="other">The other one.</param>
    public Rectangle Intersect(Rectangle other) => new(
        Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));
}
