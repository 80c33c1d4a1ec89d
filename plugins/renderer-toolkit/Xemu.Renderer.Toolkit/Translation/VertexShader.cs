using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Makes the whole vertex stage: the program, and from window coordinates to the host's.</summary>
internal static class VertexShader
{
    /// <summary>Makes it.</summary>
    public static ShaderModule Build(in VertexShaderKey key)
    {
        var module = new ShaderModule(ShaderStage.Vertex) { UniformLength = ShaderInterface.VertexLength, UniformBinding = ShaderInterface.VertexBinding };
        var b = new ShaderBuilder(module);
        var translator = new VertexTranslator(b, index => b.LoadInput(b.AddInput(ShaderType.Float4, ShaderPortKind.Smooth, index)));
        ReadOnlySpan<ShaderValue> outputs = translator.Translate(key.Program);
        ShaderPortKind smooth = ShaderInterface.Interpolation(key.IsAffine);
        ShaderPortKind color = key.IsFlat ? ShaderPortKind.Flat : smooth;
        for (int i = 0; i < ShaderInterface.Colors.Length; i++)
        {
            b.StoreOutput(b.AddOutput(ShaderType.Float4, color, i), Quantize(b, Color(b, key, ShaderInterface.Colors[i], outputs)));
        }

        b.StoreOutput(b.AddOutput(ShaderType.Float4, smooth, ShaderInterface.FogLocation), outputs[(int)VertexOutput.Fog]);
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            b.StoreOutput(
                b.AddOutput(ShaderType.Float4, smooth, ShaderInterface.TextureLocation + i), outputs[(int)VertexOutput.Texture0 + i]);
        }

        StorePosition(b, outputs[(int)VertexOutput.Position], key.KeepsFraction);
        if (key.IsPoint)
        {
            bool hasOwn = !key.HasFixedPointSize && (key.Program.Outputs & (1u << (int)VertexOutput.PointSize)) != 0;
            ShaderValue size = b.Extract(hasOwn ? outputs[(int)VertexOutput.PointSize] : b.LoadUniformFloats(ShaderInterface.PointSize), 0);
            size = b.Multiply(b.Floor(b.Multiply(size, b.Float(8))), b.Float(1 / 8f));
            size = b.Select(b.Less(b.Float(0), size), size, b.Float(1));
            b.StoreOutput(b.AddOutput(ShaderType.Float, ShaderPortKind.PointSize), size);
        }

        return module;
    }

    private static ShaderValue Color(ShaderBuilder b, in VertexShaderKey key, VertexOutput output, ReadOnlySpan<ShaderValue> outputs)
    {
        ShaderValue color = outputs[(int)output];
        if (output is not (VertexOutput.Specular or VertexOutput.BackSpecular))
        {
            return color;
        }

        ShaderValue opaque = b.Construct(b.Extract(color, 0), b.Extract(color, 1), b.Extract(color, 2), b.Float(1));
        return key.DropsSpecular ? b.Vector(Vector4.UnitW) : key.DropsSpecularAlpha ? opaque : color;
    }

    /// <summary>Eight bits, as the chip's interpolators take them; see <see cref="VertexColors"/>.</summary>
    private static ShaderValue Quantize(ShaderBuilder b, ShaderValue color)
    {
        ShaderValue sign = b.And(b.Reinterpret(color, ShaderScalar.Uint), b.Uint(0x8000_0000));
        ShaderValue bySign = b.Select(b.Equal(sign, b.Uint(0)), b.Float(1), b.Float(0));
        ShaderValue range = b.Select(b.IsNaN(color), bySign, b.Saturate(color));
        ShaderValue bits = b.And(b.Reinterpret(range, ShaderScalar.Uint), b.Uint(~VertexColors.LostBits));
        ShaderValue whole = b.Floor(b.Add(b.Multiply(b.Reinterpret(bits, ShaderScalar.Float), b.Float(255)), b.Float(0.5f)));
        return b.Multiply(whole, b.Float(1 / 255f));
    }

    private static void StorePosition(ShaderBuilder b, ShaderValue position, bool keepsFraction)
    {
        ShaderValue viewport = b.LoadUniformFloats(ShaderInterface.Viewport);

        // The chip's own division by W has these bounds; a host draws nothing with a zero or an infinity.
        ShaderValue w = b.Bound(b.Extract(position, 3));
        ShaderValue x = ToClip(b, b.Extract(position, 0), b.Extract(viewport, 2), b.Extract(viewport, 0), keepsFraction);
        ShaderValue y = ToClip(b, b.Extract(position, 1), b.Extract(viewport, 3), b.Extract(viewport, 1), keepsFraction);

        // The fragment stage gives the depth; the host's own lies in the middle, where nothing is clipped.
        ShaderValue clip = b.Construct(b.Multiply(x, w), b.Multiply(y, w), b.Multiply(w, b.Float(0.5f)), w);
        b.StoreOutput(b.AddOutput(ShaderType.Float4, ShaderPortKind.Position), clip);
        b.StoreOutput(b.AddOutput(ShaderType.Float, ShaderPortKind.Linear, ShaderInterface.DepthLocation), b.Extract(position, 2));
        b.StoreOutput(b.AddOutput(ShaderType.Float, ShaderPortKind.Smooth, ShaderInterface.DepthTimesWLocation), b.Multiply(b.Extract(position, 2), w));
    }

    /// <summary>Four bits of fraction of a pixel are kept, as the chip's rasterizer does; the host's samples lie half of one behind the chip's.</summary>
    private static ShaderValue ToClip(ShaderBuilder b, ShaderValue pixels, ShaderValue samples, ShaderValue scale, bool keepsFraction)
    {
        ShaderValue snapped = keepsFraction ? pixels : b.Multiply(b.Truncate(b.Multiply(pixels, b.Float(16))), b.Float(1 / 16f));
        ShaderValue behind = b.Multiply(b.Subtract(samples, b.Float(1)), b.Float(0.5f));
        return b.Subtract(b.Multiply(b.Add(b.Multiply(snapped, samples), behind), scale), b.Float(1));
    }
}
