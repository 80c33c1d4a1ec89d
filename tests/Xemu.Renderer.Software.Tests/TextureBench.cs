using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;

namespace Xemu.Renderer.Software.Tests;

/// <summary>A bench whose draws sample textures: unit n lies at 0x80000 + n × 0x10000, and its coordinates are vertex attribute 9 + n.</summary>
internal sealed class TextureBench : IDisposable
{
    private static readonly VertexOutput[] Outputs =
        [VertexOutput.Texture0, VertexOutput.Texture1, VertexOutput.Texture2, VertexOutput.Texture3];

    /// <summary>A bench that shows the result of the last stage.</summary>
    /// <param name="stages">The texture stages, four at most.</param>
    public TextureBench(params TextureStage[] stages)
    {
        Bench.Call.PixelProgram = new PixelProgram
        {
            Textures = [.. stages, .. new TextureStage[4 - stages.Length]],
            Combiners = DrawBench.Diffuse().Combiners,
            Final = DrawBench.Pass(CombinerRegister.Texture0 + stages.Length - 1).Final,
        };
        Bench.Call.VertexProgram = new VertexProgram(
            [DrawBench.Move(VertexOutput.Position, 0), .. Outputs.Select(static (output, i) => DrawBench.Move(output, (short)(9 + i)))], 0);
    }

    public DrawBench Bench { get; } = new();

    public DrawCall Call => Bench.Call;

    /// <summary>Puts a linear texture into a unit: nearest texels, clamped.</summary>
    public void SetTexture(int unit, TextureFormat format, int width, int height, params byte[] bytes)
    {
        uint offset = 0x8_0000 + ((uint)unit * 0x1_0000);
        Bench.Fill(offset, bytes);
        Call.Textures[unit] = RendererBench.Texture(offset, width, height) with { Format = format, Pitch = (uint)(bytes.Length / height), MaxLod = 0xFFF };
    }

    /// <summary>Draws a rectangle from the origin over which all coordinates run from 0.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="ends">The coordinates of each unit at the lower right corner.</param>
    public void Draw(int width, int height, params Vector4[] ends)
    {
        Call.Vertices = new Vector4[4 * DrawCall.AttributeCount];
        Call.Indices = [0, 1, 2, 3];
        Call.VertexCount = Call.IndexCount = 4;
        Call.Primitive = Primitive.Quads;
        Vector2[] corners = [new(0, 0), new(1, 0), new(1, 1), new(0, 1)];
        for (int i = 0; i < 4; i++)
        {
            int first = i * DrawCall.AttributeCount;
            Call.Vertices[first] = new Vector4(corners[i].X * width, corners[i].Y * height, 0, 1);
            for (int unit = 0; unit < ends.Length; unit++)
            {
                Call.Vertices[first + 9 + unit] = ends[unit] * new Vector4(corners[i], 1, 1);
            }
        }

        Bench.Renderer.Draw(Call);
    }

    public void Dispose() => Bench.Dispose();
}
