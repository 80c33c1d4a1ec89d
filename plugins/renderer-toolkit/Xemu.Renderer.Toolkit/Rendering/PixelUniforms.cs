using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Fills the pixel stage's uniform block.</summary>
internal static class PixelUniforms
{
    /// <summary>Fills the block of a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="block">Four words an element, <see cref="ShaderInterface.PixelLength"/> of them.</param>
    public static void Fill(DrawCall call, Span<Vector4> block)
    {
        PixelConstants pixel = call.PixelConstants;
        for (int i = 0; i < pixel.Factor0.Length; i++)
        {
            block[ShaderInterface.Factor0 + i] = ColorCodec.ToVector(pixel.Factor0[i]);
            block[ShaderInterface.Factor1 + i] = ColorCodec.ToVector(pixel.Factor1[i]);
        }

        pixel.BumpMatrix.CopyTo(block[ShaderInterface.BumpMatrix..]);
        pixel.BumpLuminance.CopyTo(block[ShaderInterface.BumpLuminance..]);
        block[ShaderInterface.Eye] = new Vector4(pixel.EyeVector, 0);
        DrawConstants constants = call.Constants;
        block[ShaderInterface.FogColor] = ColorCodec.ToVector(constants.FogColor);
        block[ShaderInterface.FogAndDepth] = new Vector4(constants.FogParameters, constants.DepthMin, constants.DepthMax);
        (int x, int y) = SurfaceMemory.SamplesPerPixel(call.Target.Samples);
        block[ShaderInterface.OffsetAndAlpha] = new Vector4(
            constants.DepthOffsetFactor, constants.DepthOffsetBias, Word(constants.AlphaReference), Word((uint)(x | (y << 16))));
        for (int i = 0; i < 8; i++)
        {
            ReadOnlySpan<uint> rows = constants.Stipple.AsSpan(4 * i, 4);
            block[ShaderInterface.Stipple + i] = new Vector4(Word(rows[0]), Word(rows[1]), Word(rows[2]), Word(rows[3]));
            Rectangle window = constants.WindowClips[i];
            block[ShaderInterface.WindowClips + i] =
                new Vector4(Word((uint)window.Left), Word((uint)window.Top), Word((uint)window.Right), Word((uint)window.Bottom));
        }

        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            Fill(call.Textures[i], block[(ShaderInterface.Textures + (i * ShaderInterface.TextureWords))..]);
        }
    }

    /// <summary>A8R8G8B8 as a texel's word: red in the lowest byte.</summary>
    public static uint ToWord(uint argb) => (argb & 0xFF00_FF00) | ((argb >> 16) & 0xFF) | ((argb & 0xFF) << 16);

    private static void Fill(in TextureState state, Span<Vector4> block)
    {
        block[0] = new Vector4(Word((uint)state.Width), Word((uint)state.Height), Word((uint)state.Depth), Word((uint)TextureUpload.LevelsOf(state)));
        block[1] = new Vector4(state.LodBias, state.MinLod, state.MaxLod, 0) / 256;
        uint mask = TexelFormat.HasAlpha(state.Format) ? uint.MaxValue : 0x00FF_FFFF;
        block[2] = new Vector4(Word(ToWord(state.BorderColor)), Word(ToWord(state.ColorKeyValue)), Word(mask), 0);
    }

    private static float Word(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
