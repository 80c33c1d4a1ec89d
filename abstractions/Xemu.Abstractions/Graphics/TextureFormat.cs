namespace Xemu.Abstractions.Graphics;

/// <summary>How texels lie in memory, whatever their order; little-endian words, names from the highest bit down.</summary>
public enum TextureFormat
{
    /// <summary>8 bits: red, green and blue; alpha is 1.</summary>
    Y8,

    /// <summary>8 bits: all four components.</summary>
    AY8,

    /// <summary>8 bits: alpha; the colour is white.</summary>
    A8,

    /// <summary>16 bits.</summary>
    A8Y8,

    /// <summary>16 bits: one number, which filters take whole. Its upper byte is green, its lower blue; it is signed where green is. Red and alpha are 1.</summary>
    Y16,

    /// <summary>16 bits.</summary>
    A1R5G5B5,

    /// <summary>16 bits; alpha is 1.</summary>
    X1R5G5B5,

    /// <summary>16 bits.</summary>
    A4R4G4B4,

    /// <summary>16 bits.</summary>
    R5G6B5,

    /// <summary>16 bits: 6 of red, 5 of green, 5 of blue.</summary>
    R6G5B5,

    /// <summary>16 bits.</summary>
    G8B8,

    /// <summary>16 bits.</summary>
    R8B8,

    /// <summary>32 bits.</summary>
    A8R8G8B8,

    /// <summary>32 bits; alpha is 1.</summary>
    X8R8G8B8,

    /// <summary>32 bits.</summary>
    A8B8G8R8,

    /// <summary>32 bits.</summary>
    B8G8R8A8,

    /// <summary>32 bits.</summary>
    R8G8B8A8,

    /// <summary>8 bits: an index into a palette of A8R8G8B8.</summary>
    P8,

    /// <summary>Blocks of 4×4 texels in 8 bytes (S3TC).</summary>
    Dxt1,

    /// <summary>Blocks of 4×4 texels in 16 bytes, alpha of 4 bits.</summary>
    Dxt3,

    /// <summary>Blocks of 4×4 texels in 16 bytes, alpha interpolated.</summary>
    Dxt5,

    /// <summary>Two texels in 32 bits: Cr, Y of the second, Cb, Y of the first. Red is Y, green Cb, blue Cr; see <see cref="PipelineState.ConvertsTextures"/>.</summary>
    Yuy2,

    /// <summary>Two texels in 32 bits: Y of the second, Cr, Y of the first, Cb. Red is Y, green Cb, blue Cr.</summary>
    Uyvy,

    /// <summary>16 bits of depth, an integer.</summary>
    Depth16,

    /// <summary>16 bits of depth, a floating-point number.</summary>
    Depth16Float,

    /// <summary>24 bits of depth, an integer, above 8 that are not looked at.</summary>
    Depth24,

    /// <summary>24 bits of depth, a floating-point number, above 8 that are not looked at.</summary>
    Depth24Float,

    /// <summary>
    /// 32 bits: two numbers of 16 bits, which filters take whole. The bytes of the upper are alpha and red, it is signed where alpha is; those of the lower
    /// are green and blue, it is signed where green is.
    /// </summary>
    R16B16,
}
