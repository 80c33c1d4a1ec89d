using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What the two stages and the renderer agree on: locations, bindings, and where numbers lie in the uniform blocks (in units of four words).</summary>
internal static class ShaderInterface
{
    /// <summary>Binding of the vertex stage's uniform block.</summary>
    public const int VertexBinding = 0;

    /// <summary>Binding of the pixel stage's uniform block.</summary>
    public const int PixelBinding = 1;

    /// <summary>Binding of texture 0; the others follow.</summary>
    public const int TextureBinding = 2;

    /// <summary>Location of the fog coordinate; it lies in x.</summary>
    public const int FogLocation = 4;

    /// <summary>Location of texture 0's coordinates; the others follow.</summary>
    public const int TextureLocation = 5;

    /// <summary>Location of the depth in units of the depth buffer, interpolated on the screen.</summary>
    public const int DepthLocation = 9;

    /// <summary>Location of the depth times W, interpolated with perspective: what the other is where a host's clipper makes no number of that, as corners are behind the eye.</summary>
    public const int DepthTimesWLocation = 10;

    /// <summary>Vertex block, behind the constants: 2 / width, 2 / height, samples a pixel in x and in y.</summary>
    public const int Viewport = DrawCall.VertexConstantCount;

    /// <summary>Vertex block: the diameter of points in x.</summary>
    public const int PointSize = Viewport + 1;

    /// <summary>Vertex block: what the results are before the program runs.</summary>
    public const int Outputs = PointSize + 1;

    /// <summary>Length of the vertex block.</summary>
    public const int VertexLength = Outputs + DrawCall.AttributeCount;

    /// <summary>Pixel block: the first constants of the combiners.</summary>
    public const int Factor0 = 0;

    /// <summary>Pixel block: the second constants.</summary>
    public const int Factor1 = Factor0 + 9;

    /// <summary>Pixel block: bump matrices.</summary>
    public const int BumpMatrix = Factor1 + 9;

    /// <summary>Pixel block: luminance.</summary>
    public const int BumpLuminance = BumpMatrix + 4;

    /// <summary>Pixel block: the eye.</summary>
    public const int Eye = BumpLuminance + 4;

    /// <summary>Pixel block: the fog colour.</summary>
    public const int FogColor = Eye + 1;

    /// <summary>Pixel block: both fog parameters, least and greatest depth.</summary>
    public const int FogAndDepth = FogColor + 1;

    /// <summary>Pixel block: depth offset's factor and bias; then, whole numbers, the alpha reference and samples a pixel (x in the lower half, y in the upper).</summary>
    public const int OffsetAndAlpha = FogAndDepth + 1;

    /// <summary>Pixel block: 32 rows of the stipple pattern.</summary>
    public const int Stipple = OffsetAndAlpha + 1;

    /// <summary>Pixel block: eight window rectangles, whole numbers.</summary>
    public const int WindowClips = Stipple + 8;

    /// <summary>Pixel block: <see cref="TextureWords"/> for each texture.</summary>
    public const int Textures = WindowClips + 8;

    /// <summary>Of a texture: size and levels (whole numbers); bias, least and greatest level; border colour, colour key and its mask.</summary>
    public const int TextureWords = 3;

    /// <summary>Length of the pixel block.</summary>
    public const int PixelLength = Textures + (4 * TextureWords);

    /// <summary>Colours between the stages, by location.</summary>
    public static readonly VertexOutput[] Colors =
        [VertexOutput.Diffuse, VertexOutput.Specular, VertexOutput.BackDiffuse, VertexOutput.BackSpecular];

    /// <summary>How numbers between the stages are interpolated: with perspective, or over the screen.</summary>
    public static ShaderPortKind Interpolation(bool isAffine) => isAffine ? ShaderPortKind.Linear : ShaderPortKind.Smooth;
}
