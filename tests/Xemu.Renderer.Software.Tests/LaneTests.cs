using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Vertex programs on sixteen vertices at a time give what the interpreter gives, in every bit.</summary>
public sealed class LaneTests
{
    private const int VertexCount = 37;

    private static readonly float[] Special =
    [
        0, -0f, 1, -1, float.PositiveInfinity, float.NegativeInfinity, float.NaN, BitConverter.UInt32BitsToSingle(0xFFC0_1234), float.MaxValue, float.MinValue,
        1.17549435e-38f, -1.17549435e-38f, 1.1754942e-38f, -1e-45f, 1.8446744e19f, 5.4210109e-20f, 0.99999994f, 1.0000001f, 8388608, 0.1f,
    ];

    /// <summary>XEMU_MUTATIONS sets how many programs; without it some hundred run.</summary>
    private static int Campaign => int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), CultureInfo.InvariantCulture, out int count) ? count : 400;

    [Fact]
    public void RandomPrograms_OnRandomAndSpecialNumbers_GiveTheInterpretersBits()
    {
        for (int seed = 0; seed < Campaign; seed++)
        {
            var random = new Random(seed);
            Compare(random, Program(random, 1 + (seed % 40)), $"seed {seed}");
        }
    }

    [Fact]
    public void EachOperation_OnRandomAndSpecialNumbers_GivesTheInterpretersBits()
    {
        foreach (VertexOperation operation in Enum.GetValues<VertexOperation>().Where(static operation => operation != VertexOperation.MoveAddress))
        {
            var random = new Random(1);
            VertexInstruction instruction = new(operation, VertexRegister.Output, 2, 15, new(VertexRegister.Input, 0), new(VertexRegister.Input, 1), new(VertexRegister.Input, 2));
            for (int i = 0; i < 100; i++)
            {
                Compare(random, new VertexProgram([instruction], 0), operation.ToString());
            }
        }
    }

    [Fact]
    public void Result_ThatNoInstructionWrites_IsWhatItWasBefore()
    {
        VertexSource input = new(VertexRegister.Input, 0);
        LaneProgram lanes = LaneCompiler.Compile(new VertexProgram([new(VertexOperation.Move, VertexRegister.Output, 3, 0b0010, input, input, input)], 0));
        var vertices = new Vector4[2 * DrawCall.AttributeCount];
        (vertices[0], vertices[DrawCall.AttributeCount]) = (new Vector4(7), new Vector4(8));

        lanes.Begin(new Vector4[DrawCall.VertexConstantCount], [.. Enumerable.Range(0, 16).Select(static i => new Vector4(i))]);
        ReadOnlySpan<VertexResult> results = lanes.Run(vertices);

        Assert.Equal(2, results.Length);
        Assert.Equal((new Vector4(3, 7, 3, 3), new Vector4(3, 8, 3, 3), new Vector4(9)), (results[0][3], results[1][3], results[1][9]));
    }

    [Fact]
    public void Cache_OfOneProgram_GivesOneObject()
    {
        var cache = new LaneCache();
        var program = new VertexProgram([], 0);
        LaneProgram first = cache.Find(program);

        Assert.Same(first, cache.Find(program));
        for (int i = 0; i < 600; i++)
        {
            cache.Find(new VertexProgram([], 0));
        }

        Assert.NotSame(first, cache.Find(program));
    }

    private static void Compare(Random random, VertexProgram program, string what)
    {
        Vector4[] vertices = Vectors(random, VertexCount * DrawCall.AttributeCount);
        Vector4[] constants = Vectors(random, DrawCall.VertexConstantCount);
        Vector4[] before = Vectors(random, 16);
        var interpreter = new VertexInterpreter();
        LaneProgram lanes = LaneCompiler.Compile(program);
        lanes.Begin(constants, before);
        for (int first = 0; first < VertexCount; first += LaneProgram.LaneCount)
        {
            int count = Math.Min(LaneProgram.LaneCount, VertexCount - first);
            ReadOnlySpan<VertexResult> actual = lanes.Run(vertices.AsSpan(first * DrawCall.AttributeCount, count * DrawCall.AttributeCount));
            for (int i = 0; i < count; i++)
            {
                VertexResult expected = default;
                before.CopyTo((Span<Vector4>)expected);
                interpreter.Run(program, vertices.AsSpan((first + i) * DrawCall.AttributeCount, DrawCall.AttributeCount), constants, ref expected);
                AssertEqual(expected, actual[i], $"{what}, vertex {first + i}");
            }
        }
    }

    private static void AssertEqual(VertexResult expected, VertexResult actual, string what)
    {
        for (int i = 0; i < 16; i++)
        {
            for (int k = 0; k < 4; k++)
            {
                (float wanted, float got) = (expected[i][k], actual[i][k]);
                bool isSame = BitConverter.SingleToInt32Bits(wanted) == BitConverter.SingleToInt32Bits(got) || (float.IsNaN(wanted) && float.IsNaN(got));
                Assert.True(isSame, $"{what}, result {i}.{"xyzw"[k]}: {got:R} where {wanted:R} is right");
            }
        }
    }

    private static VertexProgram Program(Random random, int length)
    {
        VertexOperation[] operations = Enum.GetValues<VertexOperation>();
        var code = ImmutableArray.CreateBuilder<VertexInstruction>();
        for (int i = 0; i < length; i++)
        {
            VertexRegister destination = random.Next(3) == 0 ? VertexRegister.Output : VertexRegister.Temporary;
            code.Add(new(operations[random.Next(operations.Length)], destination, (short)random.Next(6), (byte)random.Next(16), Source(random), Source(random), Source(random)));
        }

        for (short i = 0; i < 6; i++)
        {
            VertexSource temporary = new(VertexRegister.Temporary, i);
            code.Add(new(VertexOperation.Move, VertexRegister.Output, (short)(8 + i), 15, temporary, temporary, temporary));
        }

        return new VertexProgram(code.ToImmutable(), 6);
    }

    private static VertexSource Source(Random random)
    {
        var register = (VertexRegister)random.Next(4);
        bool isRelative = register == VertexRegister.Constant && random.Next(2) == 0;
        short index = register switch
        {
            VertexRegister.Input => (short)random.Next(16),
            VertexRegister.Constant => (short)(isRelative ? random.Next(-8, 200) : random.Next(DrawCall.VertexConstantCount)),
            _ => (short)random.Next(6),
        };
        return new VertexSource(register, index, (byte)(random.Next(2) == 0 ? VertexSource.Xyzw : random.Next(256)), random.Next(2) == 0, isRelative);
    }

    private static Vector4[] Vectors(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new Vector4(Number(random), Number(random), Number(random), Number(random)))];

    /// <summary>Plain numbers, special ones, numbers that lie near each other or nearly cancel, and any bits.</summary>
    private static float Number(Random random) => random.Next(8) switch
    {
        0 => Special[random.Next(Special.Length)],
        1 => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
        2 => (1 + (random.Next(-3, 4) * 1.1920929e-7f)) * (random.Next(2) == 0 ? 1 : -1),
        3 => MathF.ScaleB(random.NextSingle(), random.Next(-60, 60)),
        _ => (random.NextSingle() - 0.5f) * 8,
    };
}
