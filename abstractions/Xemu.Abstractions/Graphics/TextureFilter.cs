namespace Xemu.Abstractions.Graphics;

/// <summary>How texels become a sample. Values are the chip's own.</summary>
public enum TextureFilter
{
    /// <summary>The nearest texel of level 0.</summary>
    Nearest = 1,

    /// <summary>Four texels of level 0.</summary>
    Linear = 2,

    /// <summary>The nearest texel of the nearest level.</summary>
    NearestMipNearest = 3,

    /// <summary>Four texels of the nearest level.</summary>
    LinearMipNearest = 4,

    /// <summary>The nearest texels of two levels.</summary>
    NearestMipLinear = 5,

    /// <summary>Four texels of each of two levels.</summary>
    LinearMipLinear = 6,

    /// <summary>A kernel of 3×3 texels of level 0; see <see cref="TextureState.IsGaussian"/>.</summary>
    Convolution = 7,
}
