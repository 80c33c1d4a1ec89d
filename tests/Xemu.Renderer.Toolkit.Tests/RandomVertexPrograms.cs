using System.Collections.Immutable;
using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Nv2a;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Vertex programs that a guest could write, and numbers for them.</summary>
internal sealed class RandomVertexPrograms(int seed)
{
    private const int TemporaryCount = 12;

    private static readonly float[] Special =
        [0, -0f, 1, -1, 2, 0.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e30f, -1e30f, 1e-30f, 3.75f, -2.5f, 127.5f, 200];

    private readonly Random _random = new(seed);

    /// <summary>A program of any operations.</summary>
    /// <param name="length">Instructions.</param>
    public VertexProgram Next(int length) => Next(length, Enum.GetValues<VertexOperation>());

    /// <summary>A program of given operations; the last instructions write every result.</summary>
    public VertexProgram Next(int length, VertexOperation[] operations)
    {
        ImmutableArray<VertexInstruction>.Builder code = ImmutableArray.CreateBuilder<VertexInstruction>();
        for (int i = 0; i < length; i++)
        {
            code.Add(Instruction(operations[_random.Next(operations.Length)]));
        }

        return new VertexProgram(code.ToImmutable(), TemporaryCount);
    }

    /// <summary>The fixed functions, set at random.</summary>
    public VertexProgram NextFixed()
    {
        uint[] texgen = [0, 0x2400, 0x2401, 0x2402, 0x8511, 0x8512];
        var key = new uint[FixedFunctionKey.Words];
        key[FixedFunctionKey.Skin] = (uint)_random.Next(7);
        key[FixedFunctionKey.Normalize] = (uint)_random.Next(2);
        key[FixedFunctionKey.Lighting] = (uint)_random.Next(2);
        key[FixedFunctionKey.LightMask] = (uint)_random.Next(0x1_0000);
        key[FixedFunctionKey.LightControl] = (uint)_random.Next() & 0x3_0001;
        key[FixedFunctionKey.ColorMaterial] = (uint)_random.Next(0x1_0000);
        key[FixedFunctionKey.SpecularEnable] = (uint)_random.Next(2);
        key[FixedFunctionKey.FogGen] = (uint)_random.Next(8);
        key[FixedFunctionKey.PointParams] = (uint)_random.Next(32);
        key[FixedFunctionKey.TwoSide] = (uint)_random.Next(2);
        for (int i = 0; i < 16; i++)
        {
            key[FixedFunctionKey.Texgen + i] = texgen[_random.Next(texgen.Length)];
        }

        return FixedFunction.Build(key);
    }

    /// <summary>A vector; odd numbers among plain ones.</summary>
    public Vector4 Vector(bool hasSpecial) => new(Number(hasSpecial), Number(hasSpecial), Number(hasSpecial), Number(hasSpecial));

    private float Number(bool hasSpecial) =>
        hasSpecial && _random.Next(6) == 0 ? Special[_random.Next(Special.Length)] : (float)((_random.NextDouble() - 0.5) * 16);

    private VertexInstruction Instruction(VertexOperation operation)
    {
        (VertexRegister register, short index) = _random.Next(8) switch
        {
            < 4 => (VertexRegister.Temporary, (short)_random.Next(TemporaryCount)),
            4 => (VertexRegister.Constant, (short)_random.Next(DrawCall.VertexConstantCount)),
            _ => (VertexRegister.Output, (short)_random.Next(13)),
        };
        return new VertexInstruction(
            operation, register, index, (byte)(_random.Next(3) == 0 ? _random.Next(16) : 15), Source(), Source(), Source());
    }

    private VertexSource Source()
    {
        byte swizzle = _random.Next(2) == 0 ? VertexSource.Xyzw : (byte)_random.Next(256);
        bool isNegated = _random.Next(4) == 0;
        return _random.Next(9) switch
        {
            < 3 => new(VertexRegister.Temporary, (short)_random.Next(TemporaryCount), swizzle, isNegated),
            < 5 => new(VertexRegister.Input, (short)_random.Next(16), swizzle, isNegated),
            5 => new(VertexRegister.Output, 0, swizzle, isNegated),
            6 => new(VertexRegister.Constant, (short)_random.Next(-100, 200), swizzle, isNegated, IsRelative: true),
            _ => new(VertexRegister.Constant, (short)_random.Next(DrawCall.VertexConstantCount), swizzle, isNegated),
        };
    }
}
