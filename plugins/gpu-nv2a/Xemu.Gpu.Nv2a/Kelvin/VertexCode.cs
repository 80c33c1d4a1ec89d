using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes vertex programs: emits instructions and hands out temporaries.</summary>
internal sealed class VertexCode
{
    public const byte X = 1;
    public const byte Y = 2;
    public const byte Z = 4;
    public const byte W = 8;
    public const byte Xyz = 7;
    public const byte All = 15;

    private readonly ImmutableArray<VertexInstruction>.Builder _code = ImmutableArray.CreateBuilder<VertexInstruction>();
    private short _next;
    private short _most;

    /// <summary>Begins with nothing.</summary>
    public VertexCode()
    {
    }

    /// <summary>Begins with a program, whose temporaries stay its own.</summary>
    public VertexCode(VertexProgram program)
    {
        _code.AddRange(program.Code);
        _next = _most = (short)program.TemporaryCount;
    }

    /// <summary>A vertex attribute.</summary>
    public static VertexSource Input(short attribute) => new(VertexRegister.Input, attribute);

    /// <summary>A constant.</summary>
    public static VertexSource Constant(int index) => new(VertexRegister.Constant, (short)index);

    /// <summary>An output, as a destination and as a source.</summary>
    public static VertexSource Output(VertexOutput output) => new(VertexRegister.Output, (short)output);

    /// <summary>One component for all four.</summary>
    /// <param name="source">Of which.</param>
    /// <param name="component">0 to 3.</param>
    public static VertexSource Splat(VertexSource source, int component)
    {
        int chosen = (source.Swizzle >> (2 * component)) & 3;
        return source with { Swizzle = (byte)(chosen * 0x55) };
    }

    /// <summary>The other sign.</summary>
    public static VertexSource Negate(VertexSource source) => source with { IsNegated = !source.IsNegated };

    /// <summary>A new temporary, as a destination and as a source.</summary>
    public VertexSource Temporary()
    {
        short index = _next++;
        _most = Math.Max(_most, _next);
        return new VertexSource(VertexRegister.Temporary, index);
    }

    /// <summary>Temporaries handed out so far; <see cref="Release"/> takes back later ones.</summary>
    public short Mark() => _next;

    /// <summary>Takes back the temporaries handed out since a mark.</summary>
    public void Release(short mark) => _next = mark;

    /// <summary>Emits an instruction.</summary>
    public void Emit(VertexOperation operation, VertexSource destination, byte mask, VertexSource a, VertexSource b, VertexSource c) =>
        _code.Add(new(operation, destination.Register, destination.Index, mask, a, b, c));

    /// <summary>destination = a.</summary>
    public void Move(VertexSource destination, byte mask, VertexSource a) => Emit(VertexOperation.Move, destination, mask, a, a, a);

    /// <summary>destination = a · b.</summary>
    public void Multiply(VertexSource destination, byte mask, VertexSource a, VertexSource b) => Emit(VertexOperation.Multiply, destination, mask, a, b, b);

    /// <summary>destination = a + b.</summary>
    public void Add(VertexSource destination, byte mask, VertexSource a, VertexSource b) => Emit(VertexOperation.Add, destination, mask, a, b, b);

    /// <summary>destination = a · b + c.</summary>
    public void MultiplyAdd(VertexSource destination, byte mask, VertexSource a, VertexSource b, VertexSource c) =>
        Emit(VertexOperation.MultiplyAdd, destination, mask, a, b, c);

    /// <summary>destination = a.xyz · b.xyz.</summary>
    public void Dot3(VertexSource destination, byte mask, VertexSource a, VertexSource b) => Emit(VertexOperation.Dot3, destination, mask, a, b, b);

    /// <summary>destination = a · b over four components.</summary>
    public void Dot4(VertexSource destination, byte mask, VertexSource a, VertexSource b) => Emit(VertexOperation.Dot4, destination, mask, a, b, b);

    /// <summary>destination = f(a.x) in all components.</summary>
    public void Scalar(VertexOperation operation, VertexSource destination, byte mask, VertexSource a) => Emit(operation, destination, mask, a, a, a);

    /// <summary>A vector times a matrix whose rows are constants.</summary>
    /// <param name="destination">Receives <paramref name="rows"/> components.</param>
    /// <param name="vector">The vector; not the destination.</param>
    /// <param name="matrix">The first row's constant.</param>
    /// <param name="rows">3 or 4.</param>
    public void Transform(VertexSource destination, VertexSource vector, int matrix, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            Emit(rows == 4 ? VertexOperation.Dot4 : VertexOperation.Dot3, destination, (byte)(1 << row), vector, Constant(matrix + row), Constant(matrix + row));
        }
    }

    /// <summary>Gives a vector of three components the length 1, and its former length's inverse in w.</summary>
    public void Normalize(VertexSource destination, VertexSource vector)
    {
        VertexSource length = Temporary();
        Dot3(length, All, vector, vector);
        Scalar(VertexOperation.ReciprocalSquareRoot, length, All, length);
        Multiply(destination, Xyz, vector, length);
        Move(destination, W, length);
    }

    /// <summary>The program.</summary>
    public VertexProgram Build() => new(_code.ToImmutable(), _most);
}
