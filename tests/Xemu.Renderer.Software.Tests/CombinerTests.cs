using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

public sealed class CombinerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void CompiledPrograms_OfAnyShape_GiveWhatTheOracleGives(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 25; i++)
        {
            PixelProgram program = AnyProgram(random);
            CombinerProgram code = CombinerCompiler.Compile(program);
            PixelConstants constants = AnyConstants(random);
            PixelBlock block = AnyInputs(random, constants);
            Vector4[] expected = [.. Enumerable.Range(0, Lanes.Count).Select(lane => Expected(program, constants, block, lane))];

            code.Run(block, block.Factors);

            Assert.Equal(expected, Enumerable.Range(0, Lanes.Count).Select(lane => block.Color.Get(lane)));
        }
    }

    [Fact]
    public void Cache_FullOfPrograms_CompilesOnAndStaysSmall()
    {
        var cache = new CombinerCache();
        var random = new Random(5);
        PixelProgram first = AnyProgram(random);
        CombinerProgram code = cache.Find(first);
        Assert.Same(code, cache.Find(first));

        for (int i = 0; i < 1024; i++)
        {
            cache.Find(new PixelProgram { Textures = [default, default, default, default], Combiners = [default] });
        }

        Assert.NotSame(code, cache.Find(first));
        Assert.Equal(2, cache.Count);
        Assert.Equal(1 + 1024 + 1, cache.CompiledCount);
    }

    private static Vector4 Expected(PixelProgram program, PixelConstants constants, PixelBlock inputs, int lane)
    {
        var oracle = new CombinerOracle();
        oracle[CombinerRegister.Fog] = inputs.Fog.Get(lane);
        oracle[CombinerRegister.Diffuse] = inputs.Diffuse.Get(lane);
        oracle[CombinerRegister.Specular] = inputs.Specular.Get(lane);
        oracle[CombinerRegister.Texture0] = inputs.Texture0.Get(lane);
        oracle[CombinerRegister.Texture1] = inputs.Texture1.Get(lane);
        oracle[CombinerRegister.Texture2] = inputs.Texture2.Get(lane);
        oracle[CombinerRegister.Texture3] = inputs.Texture3.Get(lane);
        oracle[CombinerRegister.Spare0] = new Vector4(0, 0, 0, inputs.Texture0.W[lane]);
        return oracle.Run(program, constants);
    }

    private static PixelBlock AnyInputs(Random random, PixelConstants constants)
    {
        var block = new PixelBlock();
        block.Begin(constants);
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            block.Fog.Set(lane, AnyColor(random, 0));
            block.Diffuse.Set(lane, AnyColor(random, 0));
            block.Specular.Set(lane, AnyColor(random, 0));
            block.Texture0.Set(lane, AnyColor(random, -1));
            block.Texture1.Set(lane, AnyColor(random, -1));
            block.Texture2.Set(lane, AnyColor(random, 0));
            block.Texture3.Set(lane, AnyColor(random, 0));
        }

        return block;
    }

    private static PixelConstants AnyConstants(Random random)
    {
        var constants = new PixelConstants();
        for (int i = 0; i < 9; i++)
        {
            constants.Factor0[i] = (uint)random.NextInt64(1L << 32);
            constants.Factor1[i] = (uint)random.NextInt64(1L << 32);
        }

        return constants;
    }

    private static Vector4 AnyColor(Random random, float least) => new(Number(random, least), Number(random, least), Number(random, least), Number(random, least));

    private static float Number(Random random, float least) => least + (random.Next(256) / 255f * (1 - least));

    private static PixelProgram AnyProgram(Random random) => new()
    {
        Textures = [default, default, default, default],
        Combiners = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => new CombinerStage(AnyPortion(random, mayDot: true), AnyPortion(random, mayDot: false)))],
        Final = random.Next(4) == 0 ? null : AnyFinal(random),
        MuxesByMsb = Flag(random),
        HasUniqueFactor0 = Flag(random),
        HasUniqueFactor1 = Flag(random),
    };

    private static CombinerPortion AnyPortion(Random random, bool mayDot) => new()
    {
        A = AnyInput(random),
        B = AnyInput(random),
        C = AnyInput(random),
        D = AnyInput(random),
        ProductAB = AnyTarget(random),
        ProductCD = AnyTarget(random),
        Sum = AnyTarget(random),
        IsDotAB = mayDot && Flag(random),
        IsDotCD = mayDot && Flag(random),
        IsMux = Flag(random),
        CopiesBlueAB = Flag(random),
        CopiesBlueCD = Flag(random),
        Scale = Any<CombinerScale>(random),
    };

    private static FinalCombiner AnyFinal(Random random) => new()
    {
        A = AnyInput(random),
        B = AnyInput(random),
        C = AnyInput(random),
        D = AnyInput(random),
        E = AnyInput(random),
        F = AnyInput(random),
        G = AnyInput(random),
        InvertsSpare = Flag(random),
        InvertsSpecular = Flag(random),
        ClampsSum = Flag(random),
    };

    private static CombinerInput AnyInput(Random random)
    {
        CombinerRegister register = Any<CombinerRegister>(random);
        return new CombinerInput(register, Flag(random), Any<CombinerMapping>(random));
    }

    private static CombinerRegister AnyTarget(Random random)
    {
        CombinerRegister[] targets =
            [CombinerRegister.Zero, CombinerRegister.Diffuse, CombinerRegister.Specular, CombinerRegister.Texture0, CombinerRegister.Texture3, CombinerRegister.Spare0, CombinerRegister.Spare1];
        return targets[random.Next(targets.Length)];
    }

    private static bool Flag(Random random) => random.Next(2) == 0;

    private static T Any<T>(Random random)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }
}
