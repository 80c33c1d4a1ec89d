namespace Xemu.Renderer.Toolkit;

/// <summary>The code of four textures; equal where all four are.</summary>
/// <param name="First">Texture 0.</param>
/// <param name="Second">Texture 1.</param>
/// <param name="Third">Texture 2.</param>
/// <param name="Fourth">Texture 3.</param>
public readonly record struct TextureCodeSet(TextureCode First, TextureCode Second, TextureCode Third, TextureCode Fourth)
{
    /// <summary>One of them.</summary>
    /// <param name="index">0 to 3.</param>
    public TextureCode this[int index] => index switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        3 => Fourth,
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };
}
