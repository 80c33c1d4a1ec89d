using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Xemu.Renderer.Toolkit;
using Xemu.Renderer.Toolkit.Tests;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>What <c>x-xemu-gpu</c> shows of the textures and shaders of the last frame.</summary>
public sealed class LookingInsideTests : IDisposable
{
    private const uint TextureAddress = 0x20_0000;

    /// <summary>Texels are in memory A, no border of their own, two dimensions.</summary>
    private const uint Flat = 0x29;

    private readonly GpuBench _bench = new(renderer: new RecordingRenderer());
    private readonly CommandContext _context;
    private readonly PushBuffer _push;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-gpu-");

    public LookingInsideTests()
    {
        _context = new CommandContext(_bench);
        _push = new PushBuffer(_bench).Kelvin3D(0x120, 0u, 1u, 2u);
        _push.Kelvin3D(0x184, PushBuffer.Memory, PushBuffer.Memory).Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory);
        _push.Kelvin3D(0x200, 64u << 16, 48u << 16, 0x128u, 0x0100_0100u, 0x30_0000u, 0x38_0000u).Kelvin3D(0x1E70, 1u);
    }

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Texture_SwizzledCubeWithLevels_ComesBackTexelForTexel()
    {
        // Six faces of 4x4, 2x2 and 1 texels: 84 bytes each, in steps of 128.
        Fill([.. Enumerable.Range(0, 6 * 32).Select(static i => 0x4000_0000u + (uint)i)]);
        DrawWith(format: Flat | 4 | 0x600 | (3u << 16) | (2u << 20) | (2u << 24));

        string answer = _context.Ask($"textures {_folder.FullName} all");

        Assert.Equal(18, _bench.Machine.Written.Count);
        Assert.StartsWith("Cube 4x4x1, 3 levels, A8R8G8B8 at 0x200000", answer, StringComparison.Ordinal);
        Assert.Equal(Words(5, [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]), Written("face5-level0", 4, 4));
        Assert.Equal(Words(2, [16, 17, 18, 19]), Written("face2-level1", 2, 2));
        Assert.Equal(Words(0, [20]), Written("face0-level2", 1, 1));
    }

    [Fact]
    public void Texture_OfBlocksAndOfOneStage_HasItsColors()
    {
        // Red and blue; the second and fourth column are the second colour.
        Fill([0x001F_F800, 0x4444_4444]);
        DrawWith(format: Flat | 0xC00 | (1u << 16) | (2u << 20) | (2u << 24));

        _ = _context.Ask($"texture 0 0 {_folder.FullName} 0 0");

        uint[] row = [0xFFFF_0000, 0xFF00_00FF, 0xFFFF_0000, 0xFF00_00FF];
        Assert.Equal([.. row, .. row, .. row, .. row], Written("face0-level0", 4, 4));
    }

    [Fact]
    public void Texture_OfDepth_IsGrey()
    {
        Fill([0x8000_12FF]);

        // Linear, 16 bits, 2x1.
        DrawWith(format: Flat | 0x3000, pitch: 64, rectangle: (2u << 16) | 1);

        _ = _context.Ask($"textures {_folder.FullName}");

        Assert.Equal([0xFF12_1212, 0xFF80_8080], Written("face0-level0", 2, 1));
    }

    [Theory]
    [InlineData("texture 0 3 F", "Draw 0 has no texture in stage '3'.\n")]
    [InlineData("texture 0 x F", "Draw 0 has no texture in stage 'x'.\n")]
    [InlineData("texture 0 0 F 1", "That texture has the faces 0 to 0 and the levels 0 to 0.\n")]
    [InlineData("texture 0 0 F 0 1", "That texture has the faces 0 to 0 and the levels 0 to 0.\n")]
    [InlineData("texture 9 0 F", "The last frame has the draws 0 to 1; '9' is none of them.\n")]
    [InlineData("shader 1 vertex", "1 is a clear: clear 0,0 to 1,1, Green, Red to 00000000 -> 0x300000 A8R8G8B8\n")]
    [InlineData("shader 0 vertex c", "'vertex c' is no shader: 'vertex' or 'pixel', then 'program', 'glsl', 'vulkan-glsl' or 'spirv'.\n")]
    public void Question_ThatHasNoAnswer_IsToldWhy(string words, string answer)
    {
        DrawWith(format: Flat | 0x600 | (1u << 16), clears: true);

        Assert.Equal(answer, _context.Ask(words.Replace("F", _folder.FullName, StringComparison.Ordinal)));
        Assert.Empty(_bench.Machine.Written);
    }

    [Fact]
    public void Draws_OfTheLastFrame_TellTheirState()
    {
        _push.Kelvin3D(0x30C, 1u).Kelvin3D(0x354, 0x203u).Kelvin3D(0x35C, 1u).Kelvin3D(0x304, 1u).Kelvin3D(0x344, 0x302u, 0x303u).Kelvin3D(0x350, 0x8006u);
        DrawWith(format: Flat | 0x600 | (1u << 16) | (3u << 20) | (4u << 24));

        string line = _context.Ask("draws").Trim();

        Assert.Equal(
            "0 Points, 1 of 1 vertices -> 0x300000 A8R8G8B8; depth LessOrEqual, written; blend Add SourceAlpha, InverseSourceAlpha; texture 0 8x16 A8R8G8B8 at 0x200000",
            line);
    }

    [Theory]
    [InlineData("vertex", "vert")]
    [InlineData("pixel", "frag")]
    public void Shader_AsGlsl_IsAccepted(string stage, string kind)
    {
        ShaderTools.Require("glslangValidator", "glslang-tools");
        using var tools = new ShaderTools();
        DrawWith(format: Flat | 0x600 | (1u << 16));

        string text = _context.Ask($"shader 0 {stage} glsl");
        tools.Add(new ShaderCode(ShaderFlavour.DesktopGlsl, text, []), kind);

        Assert.StartsWith("#version 450", text, StringComparison.Ordinal);
        Assert.Empty(tools.Check("glslangValidator"));
    }

    [Theory]
    [InlineData("vertex")]
    [InlineData("pixel")]
    public void Shader_AsSpirv_IsAcceptedAndTheSameInAFile(string stage)
    {
        ShaderTools.Require("spirv-val", "spirv-tools");
        using var tools = new ShaderTools();
        DrawWith(format: Flat | 0x600 | (1u << 16));
        string file = Path.Combine(_folder.FullName, "stage.spv");

        string hex = _context.Ask($"shader 0 {stage} spirv");
        string told = _context.Ask($"shader 0 {stage} spirv {file}");

        ImmutableArray<uint> words = [.. hex.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(static w => uint.Parse(w, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        tools.Add(new ShaderCode(ShaderFlavour.SpirV, string.Empty, words), stage);
        Assert.Equal(MemoryMarshal.AsBytes(words.AsSpan()), File.ReadAllBytes(file));
        Assert.Equal($"{words.Length * 4} bytes: {file}\n", told);
        Assert.Empty(tools.Check("spirv-val --target-env vulkan1.1"));
    }

    [Fact]
    public void Shader_AsTheDrawHasIt_IsTheProgram()
    {
        // MOV oD0, v3 and the end.
        _push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, 0u, 0x0020_061Bu, 0x0800_0000u, 0x0000_F819u).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        DrawWith(format: Flat | 0x600 | (1u << 16));

        string program = _context.Ask("shader 0 vertex");

        Assert.Contains("v3", program, StringComparison.Ordinal);
        Assert.Contains("MOV oDiffuse, ", program, StringComparison.Ordinal);
        Assert.Equal("texture 0: Project2D, input 0, ZeroToOne", _context.Ask("shader 0 pixel").Split('\n')[0].Trim());
    }

    private void Fill(uint[] words) => _bench.Fill(TextureAddress, MemoryMarshal.AsBytes<uint>(words));

    /// <summary>A frame of one point that samples a texture.</summary>
    private void DrawWith(uint format, uint pitch = 0, uint rectangle = 0, bool clears = false)
    {
        _push.Kelvin3D(0x1B00, TextureAddress, format, 0x0303_0303u, 0x4000_0000u, pitch << 16, 0x0101_0000u);
        if (rectangle != 0)
        {
            _push.Kelvin3D(0x1B1C, rectangle);
        }

        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, 1f, 2f, 3f, 1f).Kelvin3D(0x17FC, 0u);
        if (clears)
        {
            _push.Kelvin3D(0x1D94, 0x30u);
        }

        _push.Kelvin3D(0x130, 0u);
    }

    private uint[] Written(string name, int width, int height)
    {
        (string path, int w, int h, byte[] pixels) = Assert.Single(_bench.Machine.Written, w => w.Path.EndsWith(name + ".png", StringComparison.Ordinal));
        Assert.StartsWith(_folder.FullName, path, StringComparison.Ordinal);
        Assert.Equal((width, height), (w, h));
        return MemoryMarshal.Cast<byte, uint>(pixels).ToArray();
    }

    private static uint[] Words(uint face, uint[] numbers) => [.. numbers.Select(n => 0x4000_0000 + (face * 32) + n)];
}
