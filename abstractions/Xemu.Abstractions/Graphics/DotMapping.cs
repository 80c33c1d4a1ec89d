namespace Xemu.Abstractions.Graphics;

/// <summary>How an input's components become the numbers of a dot product. Values are the chip's own.</summary>
public enum DotMapping
{
    /// <summary>0 to 255 are 0 to 1.</summary>
    ZeroToOne = 0,

    /// <summary>-1 to 1 as Direct3D reads them: (value - 128) / 127.</summary>
    MinusOneToOneDirect3D = 1,

    /// <summary>-1 to 1 as OpenGL reads them: (2 · value + 1) / 255 with the value signed.</summary>
    MinusOneToOneOpenGL = 2,

    /// <summary>A signed byte over 127.</summary>
    MinusOneToOne = 3,

    /// <summary>Two numbers of 16 bits: alpha and red, green and blue; unsigned.</summary>
    HiLoOne = 4,

    /// <summary>Two signed numbers of 16 bits, as Direct3D reads them; the third makes the length 1.</summary>
    HiLoHemisphereDirect3D = 5,

    /// <summary>Two signed numbers of 16 bits, as OpenGL reads them; the third makes the length 1.</summary>
    HiLoHemisphereOpenGL = 6,

    /// <summary>Two signed numbers of 16 bits; the third makes the length 1.</summary>
    HiLoHemisphere = 7,
}
