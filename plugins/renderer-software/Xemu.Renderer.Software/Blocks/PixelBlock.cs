using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>What is known of a block of pixels, from the interpolators to the colour.</summary>
internal sealed class PixelBlock
{
    /// <summary>Constants of one kind: eight combiners and the final one.</summary>
    public const int FactorCount = 9;

#pragma warning disable SA1401, CA1051 // Compiled programs read and write fields.
    public ColorBlock Diffuse;
    public ColorBlock Specular;
    public ColorBlock Fog;
    public ColorBlock Texture0;
    public ColorBlock Texture1;
    public ColorBlock Texture2;
    public ColorBlock Texture3;
    public ColorBlock Color;

    /// <summary>The fog coordinate.</summary>
    public Vector512<float> FogDistance;

    /// <summary>In units of the buffer.</summary>
    public Vector512<float> Depth;
#pragma warning restore SA1401, CA1051

    /// <summary>The coordinates of the four textures.</summary>
    public ColorBlock[] Coordinates { get; } = new ColorBlock[DrawCall.TextureCount];

    /// <summary>Base-two logarithm of texels a pixel, for each texture.</summary>
    public Vector512<float>[] Lod { get; } = new Vector512<float>[DrawCall.TextureCount];

    /// <summary>What pixels cover, for each texture with an anisotropic filter.</summary>
    public Footprint[] Footprints { get; } = new Footprint[DrawCall.TextureCount];

    /// <summary>First constants, then second ones, four components each.</summary>
    public Vector512<float>[] Factors { get; } = new Vector512<float>[2 * FactorCount * 4];

    /// <summary>Takes the constants of a draw.</summary>
    public void Begin(PixelConstants constants)
    {
        for (int i = 0; i < FactorCount; i++)
        {
            SetFactor(i, constants.Factor0[i]);
            SetFactor(FactorCount + i, constants.Factor1[i]);
        }
    }

    /// <summary>The result of a texture stage.</summary>
    public ref ColorBlock Texture(int stage)
    {
        switch (stage)
        {
            case 0:
                return ref Texture0;
            case 1:
                return ref Texture1;
            case 2:
                return ref Texture2;
            default:
                return ref Texture3;
        }
    }

    private void SetFactor(int index, uint argb)
    {
        Vector4 value = ColorCodec.ToVector(argb);
        for (int i = 0; i < 4; i++)
        {
            Factors[(index * 4) + i] = Vector512.Create(value[i]);
        }
    }
}
