using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Texels;
using Xemu.Renderer.Software;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Translated texture stages, fog and combiners, run on the host's Vulkan, give the colours of the software renderer.</summary>
public sealed class PixelExecutionTests
{
    private const int FragmentCount = 128;

    /// <summary>Of a fragment's input: diffuse, specular, fog, four coordinates, levels.</summary>
    private const int InputWords = 8;

    private static readonly ImmutableArray<TextureStage> NoStages = [default, default, default, default];

    [Fact]
    public void Combiners_Random_GiveEqualColors()
    {
        using var bench = new Bench();
        int count = ShaderTools.Campaign(30);
        for (int seed = 0; seed < count; seed++)
        {
            var shaders = new RandomPixelShaders(seed);
            bench.Compare(shaders, shaders.Program(NoStages), new TextureState[4], FogMode.Off, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(FogMode.Linear)]
    [InlineData(FogMode.Exponential)]
    [InlineData(FogMode.ExponentialSquared)]
    [InlineData(FogMode.LinearAbsolute)]
    [InlineData(FogMode.ExponentialAbsolute)]
    [InlineData(FogMode.ExponentialSquaredAbsolute)]
    public void Fog_OfAnyDistance_GivesTheFactor(FogMode mode)
    {
        using var bench = new Bench();
        var shaders = new RandomPixelShaders((int)mode);

        // Linear factors are exact. Hosts' powers of two lie to both sides of a rounding to eight bits.
        float tolerance = mode is FogMode.Linear or FogMode.LinearAbsolute ? 2e-5f : 1.001f / 255;
        bench.Compare(shaders, Shown(NoStages, CombinerRegister.Fog), new TextureState[4], mode, mode.ToString(), tolerance: tolerance);
    }

    [Fact]
    public void Texture_OfAnyState_IsSampledTheSame()
    {
        using var bench = new Bench();
        int count = ShaderTools.Campaign(60);
        for (int seed = 0; seed < count; seed++)
        {
            var shaders = new RandomPixelShaders(seed);
            TextureState state = shaders.Texture(0x1_0000, isDepth: seed % 6 == 5);
            TextureOperation operation = state.Kind switch
            {
                TextureKind.Cube => TextureOperation.CubeMap,
                TextureKind.ThreeDimensional => TextureOperation.Project3D,
                _ => seed % 2 == 0 ? TextureOperation.Project2D : TextureOperation.Project3D,
            };
            ImmutableArray<TextureStage> stages = [new TextureStage { Operation = operation }, default, default, default];
            bench.Compare(shaders, Shown(stages, CombinerRegister.Texture0), [state, default, default, default], FogMode.Off, $"seed {seed}, {state}");
        }
    }

    [Theory]
    [InlineData(TextureOperation.Project2D, TextureKind.Cube)]
    [InlineData(TextureOperation.Project3D, TextureKind.Cube)]
    [InlineData(TextureOperation.Project2D, TextureKind.ThreeDimensional)]
    [InlineData(TextureOperation.CubeMap, TextureKind.TwoDimensional)]
    [InlineData(TextureOperation.CubeMap, TextureKind.ThreeDimensional)]
    public void Texture_OfAnotherKindThanItsOperation_IsSampledTheSame(TextureOperation operation, TextureKind kind)
    {
        using var bench = new Bench();
        var shaders = new RandomPixelShaders((int)kind);
        ImmutableArray<TextureStage> stages = [new TextureStage { Operation = operation }, default, default, default];

        bench.Compare(
            shaders, Shown(stages, CombinerRegister.Texture0), [Plain(kind, 0x1_0000), default, default, default], FogMode.Off, $"{operation} of {kind}");
    }

    [Fact]
    public void Texture_OfLuminanceAndChrominance_IsConvertedTheSame()
    {
        using var bench = new Bench();
        var shaders = new RandomPixelShaders(11);
        ImmutableArray<TextureStage> stages = [new TextureStage { Operation = TextureOperation.Project2D }, default, default, default];

        // Nearest: mixtures lie just between two bytes too often.
        TextureState state = Plain(TextureKind.TwoDimensional, 0x1_0000) with { MinFilter = TextureFilter.Nearest, MagFilter = TextureFilter.Nearest };
        bench.Compare(shaders, Shown(stages, CombinerRegister.Texture0), [state, default, default, default], FogMode.Off, "texels", converts: true);
    }

    [Theory]
    [InlineData(TextureOperation.PassThrough)]
    [InlineData(TextureOperation.ClipPlane)]
    [InlineData(TextureOperation.BumpEnvironment)]
    [InlineData(TextureOperation.BumpEnvironmentLuminance)]
    [InlineData(TextureOperation.Brdf)]
    [InlineData(TextureOperation.DotST)]
    [InlineData(TextureOperation.DotZW)]
    [InlineData(TextureOperation.DotReflectDiffuse)]
    [InlineData(TextureOperation.DotReflectSpecular)]
    [InlineData(TextureOperation.DotSTR3D)]
    [InlineData(TextureOperation.DotSTRCube)]
    [InlineData(TextureOperation.DependentAlphaRed)]
    [InlineData(TextureOperation.DependentGreenBlue)]
    [InlineData(TextureOperation.DotProduct)]
    [InlineData(TextureOperation.DotReflectSpecularConstant)]
    public void Operation_BehindOthers_GivesTheSameResult(TextureOperation operation)
    {
        using var bench = new Bench();
        for (int seed = 0; seed < 8; seed++)
        {
            var shaders = new RandomPixelShaders(seed);
            var mapping = (DotMapping)seed;
            TextureStage dot = new() { Operation = TextureOperation.DotProduct, Mapping = mapping };
            TextureStage last = new() { Operation = operation, Mapping = mapping, ClipSigns = (byte)(seed * 5) };

            // The reflection of diffuse light takes the dot product of the stage behind it.
            ImmutableArray<TextureStage> stages = operation == TextureOperation.DotReflectDiffuse
                ? [new TextureStage { Operation = TextureOperation.Project2D }, dot, last, dot]
                : [new TextureStage { Operation = TextureOperation.Project2D }, dot, dot, last];
            int place = operation == TextureOperation.DotReflectDiffuse ? 2 : 3;
            var textures = new TextureState[4];
            textures[0] = Plain(TextureKind.TwoDimensional, 0x1_0000);
            textures[place] = Plain(KindFor(operation), 0x2_0000);
            bench.Compare(shaders, Shown(stages, CombinerRegister.Texture0 + place), textures, FogMode.Off, $"{operation}, {mapping}");
        }
    }

    private static TextureKind KindFor(TextureOperation operation) => operation switch
    {
        TextureOperation.DotSTR3D or TextureOperation.Brdf => TextureKind.ThreeDimensional,
        TextureOperation.DotReflectDiffuse or TextureOperation.DotReflectSpecular or TextureOperation.DotReflectSpecularConstant
            or TextureOperation.DotSTRCube => TextureKind.Cube,
        _ => TextureKind.TwoDimensional,
    };

    private static TextureState Plain(TextureKind kind, ulong offset) => new()
    {
        Kind = kind,
        Offset = offset,
        Limit = offset + 0xFFFF,
        Format = TextureFormat.A8R8G8B8,
        Layout = SurfaceLayout.Swizzled,
        Width = 8,
        Height = 8,
        Depth = kind == TextureKind.ThreeDimensional ? 4 : 1,
        Levels = 1,
        AddressU = TextureAddress.Wrap,
        AddressV = TextureAddress.Mirror,
        AddressP = TextureAddress.ClampToEdge,
        MinFilter = TextureFilter.Linear,
        MagFilter = TextureFilter.Linear,
        MaxLod = 1024,
    };

    /// <summary>A program whose colour is a register.</summary>
    private static PixelProgram Shown(ImmutableArray<TextureStage> stages, CombinerRegister register) => new()
    {
        Textures = stages,
        Combiners = [default],
        Final = new FinalCombiner
        {
            D = new CombinerInput(register, false, CombinerMapping.UnsignedIdentity),
            G = new CombinerInput(register, true, CombinerMapping.UnsignedIdentity),
        },
    };

    /// <summary>Both renderers' pixel stages, and memory with random texels.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly TestMachine _machine = new();
        private readonly VulkanCompute _vulkan = VulkanCompute.Open();
        private readonly TextureCache _cache = new();

        public Bench()
        {
            using RamLease lease = _machine.Ram.Lease(0x1_0000, 0x4_0000, RamAccess.Write);
            new Random(5).NextBytes(lease.Span);

            // Some texels are the colour key.
            for (int i = 0; i < 0x4_0000; i += 64)
            {
                MemoryMarshal.Write(lease.Span[i..], 0xFF00_0000u);
            }
        }

        public void Compare(
            RandomPixelShaders shaders, PixelProgram program, TextureState[] textures, FogMode fog, string what, bool converts = false, float tolerance = 2e-5f)
        {
            DrawCall call = Call(shaders, program, textures, new PipelineState { Fog = fog, ConvertsTextures = converts });
            Vector4[] inputs = [.. Enumerable.Range(0, FragmentCount).SelectMany(i => Input(shaders, i, textures))];
            TextureCode[] codes = [.. textures.Select((t, i) => TextureCode.Of(t, program.Textures[i].Operation))];
            var key = new PixelShaderKey
            {
                Program = program,
                Textures = new TextureCodeSet(codes[0], codes[1], codes[2], codes[3]),
                Fog = fog,
                ConvertsTextures = converts,
            };
            TexelImage[] images = [.. Enumerable.Range(0, 4).Where(i => codes[i].Kind != TextureKind.None).Select(i => Image(i, textures[i]))];
            var uniforms = new Vector4[ShaderInterface.PixelLength];
            PixelUniforms.Fill(call, uniforms);
            byte[] output = _vulkan.Run(
                SpirvWriter.Write(Build(key)),
                MemoryMarshal.AsBytes<Vector4>(uniforms),
                ShaderInterface.PixelBinding,
                images,
                MemoryMarshal.AsBytes<Vector4>(inputs),
                FragmentCount * 32,
                FragmentCount);
            Check(call, inputs, MemoryMarshal.Cast<byte, Vector4>(output), tolerance, what);
        }

        public void Dispose()
        {
            _vulkan.Dispose();
            _machine.Dispose();
        }

        private static DrawCall Call(RandomPixelShaders shaders, PixelProgram program, TextureState[] textures, PipelineState state)
        {
            var call = new DrawCall { VertexProgram = new VertexProgram([], 0), PixelProgram = program, State = state };
            textures.CopyTo(call.Textures, 0);
            shaders.Fill(call);
            return call;
        }

        /// <summary>Coordinates lie around the texture; those of a linear one are texels.</summary>
        private static Vector4[] Input(RandomPixelShaders shaders, int fragment, TextureState[] textures)
        {
            var input = new Vector4[InputWords];
            input[0] = shaders.Vector(-0.5f, 1.5f);
            input[1] = shaders.Vector(-0.5f, 1.5f);
            input[2] = new Vector4(fragment switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, 2 => 0, _ => shaders.Number(-8, 8) });
            for (int i = 0; i < 4; i++)
            {
                float size = textures[i].Layout == SurfaceLayout.Pitch ? textures[i].Width : 1;
                bool isDepth = TexelFormat.IsDepth(textures[i].Format);
                Vector4 place = shaders.Vector(-1.5f, 2.5f) * new Vector4(size, size, isDepth ? 30000 : 1, 1);
                input[3 + i] = place with { W = shaders.Number(0.5f, 2) };
            }

            input[7] = shaders.Vector(-1, 3);
            return input;
        }

        private TexelImage Image(int unit, TextureState state)
        {
            TextureImage image = _cache.Find(_machine.Ram, state);
            bool isVolume = state.Kind == TextureKind.ThreeDimensional;
            int faces = state.Kind == TextureKind.Cube ? 6 : 1;
            var levels = new List<TexelLevel>();
            for (int face = 0; face < faces; face++)
            {
                for (int number = 0; number < state.Levels; number++)
                {
                    TextureLevel level = image.Level(face, number);
                    int border = 2 * level.Border;
                    uint[] words = [.. level.Texels.Select(t => TexelFormat.IsDepth(state.Format) ? t : PixelUniforms.ToWord(t))];
                    levels.Add(new TexelLevel(number, face, level.Width + border, level.Height + border, level.Depth + (2 * level.BorderSlices), words));
                }
            }

            // Levels with a border are larger than halves: the host's first level is large enough for all.
            int Most(Func<TexelLevel, int> size) => levels.Max(l => size(l) << l.Number);
            return new TexelImage(
                ShaderInterface.TextureBinding + unit, isVolume, Most(l => l.Width), Most(l => l.Height), isVolume ? Most(l => l.Depth) : faces, levels);
        }

        private void Check(DrawCall call, Vector4[] inputs, ReadOnlySpan<Vector4> outputs, float tolerance, string what)
        {
            var stage = new PixelStage();
            var images = new TextureImage?[DrawCall.TextureCount];
            _cache.Find(_machine.Ram, call, images);
            stage.Begin(call, images, CombinerCompiler.Compile(call.PixelProgram));
            for (int i = 0; i < FragmentCount; i++)
            {
                Fill(stage.Block, inputs.AsSpan(i * InputWords, InputWords));
                bool lives = stage.Shade(mask: 1) != 0;
                (Vector4 color, float depth) = (stage.Block.Color.Get(0), stage.Block.Depth[0]);
                bool isKept = outputs[(2 * i) + 1].X != 0;
                Assert.True(lives == isKept, $"{what}, fragment {i}: kept is {isKept}");
                if (lives)
                {
                    Numbers.AssertClose(color, outputs[2 * i], tolerance, $"{what}, fragment {i}");
                    Numbers.AssertClose(new Vector4(depth), new Vector4(outputs[(2 * i) + 1].Y), 1e-4f, $"{what}, fragment {i}, depth");
                }
            }
        }

        /// <summary>Makes a fragment the first pixel of a block; its depth is none, so that one that replaces it is seen.</summary>
        private static void Fill(PixelBlock block, ReadOnlySpan<Vector4> input)
        {
            block.Depth = Vector512.Create(float.NaN);
            block.Diffuse.Set(0, Vector4.Clamp(input[0], Vector4.Zero, Vector4.One));
            block.Specular.Set(0, Vector4.Clamp(input[1], Vector4.Zero, Vector4.One));
            block.FogDistance = Vector512.Create(input[2].X);
            for (int i = 0; i < 4; i++)
            {
                block.Coordinates[i].Set(0, input[3 + i]);
                block.Lod[i] = Vector512.Create(input[7][i]);
            }
        }

        /// <summary>The stages from buffer to buffer: a colour, and 1 where the fragment is kept, and the depth that replaces its own, or NaN.</summary>
        private static ShaderModule Build(in PixelShaderKey key)
        {
            var module = new ShaderModule(ShaderStage.Compute) { UniformLength = ShaderInterface.PixelLength, UniformBinding = ShaderInterface.PixelBinding };
            module.Buffers.AddRange([VulkanCompute.InputBinding, VulkanCompute.OutputBinding]);
            var b = new ShaderBuilder(module);
            ShaderValue number = b.Reinterpret(b.Extract(b.LoadInput(b.AddInput(ShaderType.Uint3, ShaderPortKind.Invocation)), 0), ShaderScalar.Int);
            ShaderValue first = b.Multiply(number, b.Int(InputWords));
            ShaderValue[] words = [.. Enumerable.Range(0, InputWords).Select(i => b.Reinterpret(b.LoadBuffer(0, b.Add(first, b.Int(i))), ShaderScalar.Float))];
            ShaderValue[] levels = [.. Enumerable.Range(0, 4).Select(i => b.Extract(words[7], i))];
            var inputs = new PixelInputs(words[0], words[1], b.Extract(words[2], 0), words[3..7], levels);
            (ShaderValue color, ShaderValue lives, ShaderValue? depth) = PixelTranslator.Translate(b, key, PixelTranslator.Samplers(b, key), inputs);
            ShaderValue target = b.Multiply(number, b.Int(2));
            b.StoreBuffer(1, target, b.Reinterpret(color, ShaderScalar.Uint));
            ShaderValue kept = b.Select(lives, b.Float(1), b.Float(0));
            ShaderValue replaced = depth ?? b.Float(float.NaN);
            b.StoreBuffer(1, b.Add(target, b.Int(1)), b.Reinterpret(b.Construct(kept, replaced, kept, kept), ShaderScalar.Uint));
            return module;
        }
    }
}
