namespace Xemu.Abstractions.Graphics;

/// <summary>What a texture stage does with its coordinates (s, t, r, q); values are the chip's own.</summary>
/// <remarks>
/// Sources: the OpenGL extensions NV_texture_shader, NV_texture_shader2 and NV_texture_shader3, whose stages these are; xboxdevwiki.
/// "Input" is the result of an earlier stage, <see cref="TextureStage.Input"/>.
/// </remarks>
public enum TextureOperation
{
    /// <summary>Nothing: (0, 0, 0, 0).</summary>
    None = 0,

    /// <summary>A sample at (s, t) / q; a depth texture compares r / q.</summary>
    Project2D = 1,

    /// <summary>A sample at (s, t, r) / q.</summary>
    Project3D = 2,

    /// <summary>A sample of the cube at (s, t, r).</summary>
    CubeMap = 3,

    /// <summary>The coordinates themselves, clamped to 0 to 1.</summary>
    PassThrough = 4,

    /// <summary>Drops the fragment where a coordinate's sign is what <see cref="TextureStage.ClipSigns"/> says.</summary>
    ClipPlane = 5,

    /// <summary>A sample at (s, t) displaced by the bump matrix times the input's signed (blue, green).</summary>
    BumpEnvironment = 6,

    /// <summary>The same, multiplied with the input's red as luminance.</summary>
    BumpEnvironmentLuminance = 7,

    /// <summary>A sample of three dimensions addressed by the angles of two inputs.</summary>
    Brdf = 8,

    /// <summary>A sample at the dot products of the stage before and of this one.</summary>
    DotST = 9,

    /// <summary>The depth becomes the dot product of the stage before, divided by that of this one.</summary>
    DotZW = 10,

    /// <summary>A sample of the cube at the normal of three dot products: stage before, this one, and the next.</summary>
    DotReflectDiffuse = 11,

    /// <summary>A sample of the cube at the reflection of the eye, which is in the q coordinates, about three dot products.</summary>
    DotReflectSpecular = 12,

    /// <summary>A sample of three dimensions at three dot products.</summary>
    DotSTR3D = 13,

    /// <summary>A sample of the cube at three dot products.</summary>
    DotSTRCube = 14,

    /// <summary>A sample at the input's (alpha, red).</summary>
    DependentAlphaRed = 15,

    /// <summary>A sample at the input's (green, blue).</summary>
    DependentGreenBlue = 16,

    /// <summary>The dot product of the coordinates (s, t, r) with the input, for a later stage.</summary>
    DotProduct = 17,

    /// <summary>As <see cref="DotReflectSpecular"/>, with the eye in <see cref="PixelConstants.EyeVector"/>.</summary>
    DotReflectSpecularConstant = 18,
}
