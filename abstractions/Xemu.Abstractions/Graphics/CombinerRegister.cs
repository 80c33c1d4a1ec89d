namespace Xemu.Abstractions.Graphics;

/// <summary>The registers of the combiners: four signed components from -1 to 1. Values are the chip's own.</summary>
public enum CombinerRegister
{
    /// <summary>Zeros; as a destination: nowhere.</summary>
    Zero = 0,

    /// <summary>The first constant of the stage.</summary>
    Constant0 = 1,

    /// <summary>The second constant of the stage.</summary>
    Constant1 = 2,

    /// <summary>The fog colour, and in alpha the fog factor.</summary>
    Fog = 3,

    /// <summary>The diffuse colour.</summary>
    Diffuse = 4,

    /// <summary>The specular colour.</summary>
    Specular = 5,

    /// <summary>The result of texture stage 0.</summary>
    Texture0 = 8,

    /// <summary>The result of texture stage 1.</summary>
    Texture1 = 9,

    /// <summary>The result of texture stage 2.</summary>
    Texture2 = 10,

    /// <summary>The result of texture stage 3.</summary>
    Texture3 = 11,

    /// <summary>The first temporary; its alpha starts as that of <see cref="Texture0"/>.</summary>
    Spare0 = 12,

    /// <summary>The second temporary.</summary>
    Spare1 = 13,

    /// <summary>Final combiner only: the first temporary plus the specular colour.</summary>
    SparePlusSpecular = 14,

    /// <summary>Final combiner only: E · F.</summary>
    ProductEF = 15,
}
