using System.Numerics;

namespace Xemu.Abstractions.Graphics;

/// <summary>The numbers of a pixel stage.</summary>
public sealed class PixelConstants
{
    /// <summary>The first constant of each combiner, A8R8G8B8; the ninth is the final combiner's.</summary>
    public uint[] Factor0 { get; } = new uint[9];

    /// <summary>The second constant of each combiner, A8R8G8B8; the ninth is the final combiner's.</summary>
    public uint[] Factor1 { get; } = new uint[9];

    /// <summary>The bump matrix of each texture stage, rows: (m00, m01, m10, m11).</summary>
    public Vector4[] BumpMatrix { get; } = new Vector4[4];

    /// <summary>Scale and offset of the luminance of each texture stage, in x and y.</summary>
    public Vector4[] BumpLuminance { get; } = new Vector4[4];

    /// <summary>The eye of <see cref="TextureOperation.DotReflectSpecularConstant"/>.</summary>
    public Vector3 EyeVector { get; set; }

    /// <summary>Copies everything.</summary>
    /// <param name="target">Where to; it shares nothing with this one afterwards.</param>
    public void CopyTo(PixelConstants target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Factor0.CopyTo(target.Factor0, 0);
        Factor1.CopyTo(target.Factor1, 0);
        BumpMatrix.CopyTo(target.BumpMatrix, 0);
        BumpLuminance.CopyTo(target.BumpLuminance, 0);
        target.EyeVector = EyeVector;
    }
}
