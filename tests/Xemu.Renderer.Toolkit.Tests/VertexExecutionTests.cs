using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Translated vertex programs, run on the host's Vulkan, compute what the software renderer's interpreter does.</summary>
public sealed class VertexExecutionTests
{
    private const int VertexCount = 64;
    private const int OutputCount = 16;

    /// <summary>
    /// Their results are exact on every host that rounds as IEEE 754 asks. Reciprocals stand apart: Vulkan 1.1 promises no sign of a zero that was computed,
    /// and they make an infinity of it.
    /// </summary>
    private static readonly VertexOperation[] Exact =
    [
        VertexOperation.Move, VertexOperation.Multiply, VertexOperation.Add, VertexOperation.MultiplyAdd, VertexOperation.Dot3, VertexOperation.DotHomogeneous,
        VertexOperation.Dot4, VertexOperation.Distance, VertexOperation.Minimum, VertexOperation.Maximum, VertexOperation.SetLess,
        VertexOperation.SetGreaterOrEqual, VertexOperation.MoveAddress,
    ];

    [Fact]
    public void Programs_OfExactOperations_GiveEqualNumbers()
    {
        using VulkanCompute vulkan = VulkanCompute.Open();
        int count = ShaderTools.Campaign(40);
        for (int seed = 0; seed < count; seed++)
        {
            var programs = new RandomVertexPrograms(seed);
            Compare(vulkan, programs, programs.Next(1 + (seed % 24), Exact), hasSpecial: seed % 2 == 0, tolerance: 0, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(VertexOperation.Reciprocal, 1e-6f)]
    [InlineData(VertexOperation.ReciprocalClamped, 1e-6f)]
    [InlineData(VertexOperation.ReciprocalSquareRoot, 1e-6f)]
    [InlineData(VertexOperation.Exponent, 1e-4f)]
    [InlineData(VertexOperation.Logarithm, 1e-4f)]
    [InlineData(VertexOperation.Lit, 2e-3f)]
    public void Operation_ThatHostsRoundAsTheyLike_GivesCloseNumbers(VertexOperation operation, float tolerance)
    {
        using VulkanCompute vulkan = VulkanCompute.Open();
        var programs = new RandomVertexPrograms(7);
        VertexSource source = new(VertexRegister.Input, 0);
        var program = new VertexProgram([new(operation, VertexRegister.Output, 3, 15, source, source, source)], 0);

        for (int i = 0; i < 8; i++)
        {
            Compare(vulkan, programs, program, hasSpecial: true, tolerance, operation.ToString());
        }
    }

    [Fact]
    public void FixedFunctions_OnPlainNumbers_GiveCloseNumbers()
    {
        using VulkanCompute vulkan = VulkanCompute.Open();
        int count = ShaderTools.Campaign(2);
        for (int seed = 0; seed < count; seed++)
        {
            var programs = new RandomVertexPrograms(seed);
            Compare(vulkan, programs, programs.NextFixed(), hasSpecial: false, 5e-3f, $"seed {seed}");
        }
    }

    private static void Compare(VulkanCompute vulkan, RandomVertexPrograms numbers, VertexProgram program, bool hasSpecial, float tolerance, string what)
    {
        Vector4[] inputs = [.. Enumerable.Range(0, VertexCount * DrawCall.AttributeCount).Select(_ => numbers.Vector(hasSpecial))];
        Vector4[] constants = [.. Enumerable.Range(0, DrawCall.VertexConstantCount).Select(_ => numbers.Vector(hasSpecial))];
        Vector4[] before = [.. Enumerable.Range(0, OutputCount).Select(_ => numbers.Vector(hasSpecial))];
        byte[] output = vulkan.Run(
            SpirvWriter.Write(Build(program)),
            MemoryMarshal.AsBytes<Vector4>([.. constants, default, default, .. before]),
            ShaderInterface.VertexBinding,
            [],
            MemoryMarshal.AsBytes<Vector4>(inputs),
            VertexCount * OutputCount * 16,
            VertexCount);
        ReadOnlySpan<Vector4> actual = MemoryMarshal.Cast<byte, Vector4>(output);
        for (int vertex = 0; vertex < VertexCount; vertex++)
        {
            VertexResult expected = Expected(program, inputs.AsSpan(vertex * DrawCall.AttributeCount, DrawCall.AttributeCount), constants, before);
            for (int i = 0; i < OutputCount; i++)
            {
                Numbers.AssertClose(expected[i], actual[(vertex * OutputCount) + i], tolerance, $"{what}, vertex {vertex}, output {i}");
            }
        }
    }

    private static VertexResult Expected(VertexProgram program, ReadOnlySpan<Vector4> inputs, Vector4[] constants, Vector4[] before)
    {
        VertexResult result = default;
        before.CopyTo((Span<Vector4>)result);

        // A copy: what the program writes to constants holds for this vertex.
        new VertexInterpreter().Run(program, inputs, (Vector4[])constants.Clone(), ref result);
        return result;
    }

    /// <summary>The program from buffer to buffer.</summary>
    private static ShaderModule Build(VertexProgram program)
    {
        var module = new ShaderModule(ShaderStage.Compute) { UniformLength = ShaderInterface.VertexLength, UniformBinding = ShaderInterface.VertexBinding };
        module.Buffers.AddRange([VulkanCompute.InputBinding, VulkanCompute.OutputBinding]);
        var b = new ShaderBuilder(module);
        ShaderValue invocation = b.Reinterpret(b.Extract(b.LoadInput(b.AddInput(ShaderType.Uint3, ShaderPortKind.Invocation)), 0), ShaderScalar.Int);
        ShaderValue first = b.Multiply(invocation, b.Int(OutputCount));
        var translator = new VertexTranslator(b, i => b.Reinterpret(b.LoadBuffer(0, b.Add(first, b.Int(i))), ShaderScalar.Float));
        ReadOnlySpan<ShaderValue> outputs = translator.Translate(program);
        for (int i = 0; i < OutputCount; i++)
        {
            b.StoreBuffer(1, b.Add(first, b.Int(i)), b.Reinterpret(outputs[i], ShaderScalar.Uint));
        }

        return module;
    }
}
