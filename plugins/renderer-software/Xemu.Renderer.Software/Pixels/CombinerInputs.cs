using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>What the combiners start with: registers of a fragment, red in x, and the constants of a draw.</summary>
internal sealed class CombinerInputs
{
    /// <summary>Constants of one kind: eight combiners and the final one.</summary>
    public const int FactorCount = 9;

#pragma warning disable SA1401, CA1051 // Compiled programs read fields: one of them a register.
    public Vector4 Fog;
    public Vector4 Diffuse;
    public Vector4 Specular;
    public Vector4 Texture0;
    public Vector4 Texture1;
    public Vector4 Texture2;
    public Vector4 Texture3;
    public Vector4 Spare0;
#pragma warning restore SA1401, CA1051

    /// <summary>First constants, then second ones.</summary>
    public Vector4[] Factors { get; } = new Vector4[2 * FactorCount];

    /// <summary>Takes the constants of a draw.</summary>
    public void Begin(PixelConstants constants)
    {
        for (int i = 0; i < FactorCount; i++)
        {
            Factors[i] = ColorCodec.ToVector(constants.Factor0[i]);
            Factors[FactorCount + i] = ColorCodec.ToVector(constants.Factor1[i]);
        }
    }
}
