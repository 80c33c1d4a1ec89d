using System.Numerics;
using System.Runtime.InteropServices;

namespace Xemu.Renderer.Toolkit;

/// <summary>Appends instructions to a shader. Scalars spread over the components of the other operand.</summary>
/// <param name="module">The shader.</param>
internal sealed class ShaderBuilder(ShaderModule module)
{
    private readonly Dictionary<(ShaderScalar Scalar, uint Bits), ShaderValue> _constants = [];

    /// <summary>The shader.</summary>
    public ShaderModule Module { get; } = module;

    /// <summary>A floating-point constant.</summary>
    public ShaderValue Float(float value) => Constant(ShaderType.Float, BitConverter.SingleToUInt32Bits(value));

    /// <summary>A signed constant.</summary>
    public ShaderValue Int(int value) => Constant(ShaderType.Int, (uint)value);

    /// <summary>An unsigned constant.</summary>
    public ShaderValue Uint(uint value) => Constant(ShaderType.Uint, value);

    /// <summary>A truth value.</summary>
    public ShaderValue Bool(bool value) => Constant(ShaderType.Bool, value ? 1u : 0);

    /// <summary>A constant vector.</summary>
    public ShaderValue Vector(Vector4 value) => Construct(Float(value.X), Float(value.Y), Float(value.Z), Float(value.W));

    /// <summary>A vector of scalars or shorter vectors, at most four components.</summary>
    public ShaderValue Construct(params ReadOnlySpan<ShaderValue> parts)
    {
        int count = 0;
        foreach (ShaderValue part in parts)
        {
            count += part.Type.Count;
        }

        return Append(
            ShaderOperation.Construct,
            new ShaderType(parts[0].Type.Scalar, count),
            0,
            parts[0].Id,
            parts[1].Id,
            parts.Length > 2 ? parts[2].Id : -1,
            parts.Length > 3 ? parts[3].Id : -1);
    }

    /// <summary>A component.</summary>
    public ShaderValue Extract(ShaderValue value, int component) =>
        value.Type.Count == 1 ? value : Append(ShaderOperation.Extract, new ShaderType(value.Type.Scalar, 1), (uint)component, value.Id);

    /// <summary>Components in another order; two bits each.</summary>
    public ShaderValue Shuffle(ShaderValue value, int swizzle, int count = 4) =>
        Append(ShaderOperation.Shuffle, new ShaderType(value.Type.Scalar, count), (uint)swizzle, value.Id);

    /// <summary>A scalar as all components of a vector.</summary>
    public ShaderValue Spread(ShaderValue value, int count)
    {
        if (value.Type.Count == count)
        {
            return value;
        }

        Span<ShaderValue> parts = [value, value, value, value];
        return Construct(parts[..count]);
    }

    /// <summary>a + b.</summary>
    public ShaderValue Add(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Add, a, b);

    /// <summary>a - b.</summary>
    public ShaderValue Subtract(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Subtract, a, b);

    /// <summary>a · b, as IEEE 754 has it.</summary>
    public ShaderValue Multiply(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Multiply, a, b);

    /// <summary>a / b; b is not 0.</summary>
    public ShaderValue Divide(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Divide, a, b);

    /// <summary>The rest of a / b, unsigned; b is not 0.</summary>
    public ShaderValue Modulo(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Modulo, a, b);

    /// <summary>Bits of both.</summary>
    public ShaderValue And(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.And, a, b);

    /// <summary>Bits of either.</summary>
    public ShaderValue Or(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Or, a, b);

    /// <summary>Bits of one.</summary>
    public ShaderValue Xor(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.Xor, a, b);

    /// <summary>Bits moved up.</summary>
    public ShaderValue ShiftLeft(ShaderValue a, ShaderValue bits) => Binary(ShaderOperation.ShiftLeft, a, bits);

    /// <summary>Bits moved down.</summary>
    public ShaderValue ShiftRight(ShaderValue a, ShaderValue bits) => Binary(ShaderOperation.ShiftRight, a, bits);

    /// <summary>-a.</summary>
    public ShaderValue Negate(ShaderValue a) => Unary(ShaderOperation.Negate, a);

    /// <summary>|a|.</summary>
    public ShaderValue Absolute(ShaderValue a) => Unary(ShaderOperation.Absolute, a);

    /// <summary>The greatest whole number that is not above a.</summary>
    public ShaderValue Floor(ShaderValue a) => Unary(ShaderOperation.Floor, a);

    /// <summary>The nearest whole number, the even one of two.</summary>
    public ShaderValue RoundEven(ShaderValue a) => Unary(ShaderOperation.RoundEven, a);

    /// <summary>√a.</summary>
    public ShaderValue SquareRoot(ShaderValue a) => Unary(ShaderOperation.SquareRoot, a);

    /// <summary>2^a.</summary>
    public ShaderValue Exponential(ShaderValue a) => Unary(ShaderOperation.Exponential, a);

    /// <summary>The base-two logarithm of a.</summary>
    public ShaderValue Logarithm(ShaderValue a) => Unary(ShaderOperation.Logarithm, a);

    /// <summary>The change to the next column.</summary>
    public ShaderValue DerivativeX(ShaderValue a) => Unary(ShaderOperation.DerivativeX, a);

    /// <summary>The change to the next row.</summary>
    public ShaderValue DerivativeY(ShaderValue a) => Unary(ShaderOperation.DerivativeY, a);

    /// <summary>a below b.</summary>
    public ShaderValue Less(ShaderValue a, ShaderValue b) => Compare(ShaderOperation.Less, a, b);

    /// <summary>a at most b.</summary>
    public ShaderValue LessOrEqual(ShaderValue a, ShaderValue b) => Compare(ShaderOperation.LessOrEqual, a, b);

    /// <summary>a equal to b.</summary>
    public ShaderValue Equal(ShaderValue a, ShaderValue b) => Compare(ShaderOperation.Equal, a, b);

    /// <summary>Both of two scalars.</summary>
    public ShaderValue LogicalAnd(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.LogicalAnd, a, b);

    /// <summary>Either of two scalars.</summary>
    public ShaderValue LogicalOr(ShaderValue a, ShaderValue b) => Binary(ShaderOperation.LogicalOr, a, b);

    /// <summary>Not a.</summary>
    public ShaderValue LogicalNot(ShaderValue a) => Unary(ShaderOperation.LogicalNot, a);

    /// <summary>condition ? a : b, by component.</summary>
    public ShaderValue Select(ShaderValue condition, ShaderValue a, ShaderValue b)
    {
        int count = Math.Max(Math.Max(a.Type.Count, b.Type.Count), condition.Type.Count);
        a = Spread(a, count);
        return Append(ShaderOperation.Select, a.Type, 0, Spread(condition, count).Id, a.Id, Spread(b, count).Id);
    }

    /// <summary>a's bits as another type.</summary>
    public ShaderValue Reinterpret(ShaderValue a, ShaderScalar scalar) =>
        a.Type.Scalar == scalar ? a : Append(ShaderOperation.Reinterpret, a.Type.As(scalar), 0, a.Id);

    /// <summary>a as a number of another type.</summary>
    public ShaderValue Convert(ShaderValue a, ShaderScalar scalar) => Append(ShaderOperation.Convert, a.Type.As(scalar), 0, a.Id);

    /// <summary>An input.</summary>
    public ShaderValue LoadInput(int index) => Append(ShaderOperation.LoadInput, Module.Inputs[index].Type, (uint)index);

    /// <summary>Four words of the uniform block.</summary>
    public ShaderValue LoadUniform(ShaderValue number) => Append(ShaderOperation.LoadUniform, ShaderType.Uint4, 0, number.Id);

    /// <summary>Four floating-point numbers of the uniform block.</summary>
    public ShaderValue LoadUniformFloats(int number) => Reinterpret(LoadUniform(Int(number)), ShaderScalar.Float);

    /// <summary>Four words of a storage buffer.</summary>
    public ShaderValue LoadBuffer(int index, ShaderValue number) => Append(ShaderOperation.LoadBuffer, ShaderType.Uint4, (uint)index, number.Id);

    /// <summary>A variable.</summary>
    public ShaderValue LoadVariable(int index) => Append(ShaderOperation.LoadVariable, Module.Variables[index].Type, (uint)index);

    /// <summary>A texel.</summary>
    public ShaderValue Fetch(int texture, ShaderValue location, ShaderValue level) =>
        Append(ShaderOperation.Fetch, ShaderType.Uint, (uint)texture, location.Id, level.Id);

    /// <summary>Sets an output.</summary>
    public void StoreOutput(int index, ShaderValue value) => Effect(ShaderOperation.StoreOutput, index, value.Id);

    /// <summary>Sets a variable.</summary>
    public void StoreVariable(int index, ShaderValue value) => Effect(ShaderOperation.StoreVariable, index, value.Id);

    /// <summary>Sets four words of a storage buffer.</summary>
    public void StoreBuffer(int index, ShaderValue number, ShaderValue value) => Effect(ShaderOperation.StoreBuffer, index, value.Id, number.Id);

    /// <summary>Drops the fragment.</summary>
    public void DiscardIf(ShaderValue condition) => Effect(ShaderOperation.DiscardIf, 0, condition.Id);

    /// <summary>Starts a branch.</summary>
    public void If(ShaderValue condition) => Effect(ShaderOperation.If, 0, condition.Id);

    /// <summary>Starts its other side.</summary>
    public void Else() => Effect(ShaderOperation.Else, 0);

    /// <summary>Ends it.</summary>
    public void EndIf() => Effect(ShaderOperation.EndIf, 0);

    /// <summary>Makes a variable.</summary>
    public int AddVariable(ShaderType type) => Count(Module.Variables, new ShaderVariable(type));

    /// <summary>Makes an input.</summary>
    public int AddInput(ShaderType type, ShaderPortKind kind, int location = 0) => Count(Module.Inputs, new ShaderPort(type, location, kind));

    /// <summary>Makes an output.</summary>
    public int AddOutput(ShaderType type, ShaderPortKind kind, int location = 0) => Count(Module.Outputs, new ShaderPort(type, location, kind));

    private static int Count<T>(List<T> list, T item)
    {
        list.Add(item);
        return list.Count - 1;
    }

    /// <summary>Constants stand before all else, so that they can be used anywhere.</summary>
    private ShaderValue Constant(ShaderType type, uint bits)
    {
        ref ShaderValue known = ref CollectionsMarshal.GetValueRefOrAddDefault(_constants, (type.Scalar, bits), out bool exists);
        if (!exists)
        {
            known = new ShaderValue(Module.ValueCount++, type);
            Module.Code.Insert(_constants.Count - 1, new ShaderInstruction(ShaderOperation.Constant, known, bits));
        }

        return known;
    }

    private ShaderValue Unary(ShaderOperation operation, ShaderValue a) => Append(operation, a.Type, 0, a.Id);

    private ShaderValue Binary(ShaderOperation operation, ShaderValue a, ShaderValue b)
    {
        int count = Math.Max(a.Type.Count, b.Type.Count);
        a = Spread(a, count);
        return Append(operation, a.Type, 0, a.Id, Spread(b, count).Id);
    }

    private ShaderValue Compare(ShaderOperation operation, ShaderValue a, ShaderValue b)
    {
        int count = Math.Max(a.Type.Count, b.Type.Count);
        a = Spread(a, count);
        return Append(operation, a.Type.As(ShaderScalar.Bool), 0, a.Id, Spread(b, count).Id);
    }

    private ShaderValue Append(ShaderOperation operation, ShaderType type, uint index, int a = -1, int b = -1, int c = -1, int d = -1)
    {
        var result = new ShaderValue(Module.ValueCount++, type);
        Module.Code.Add(new ShaderInstruction(operation, result, index, a, b, c, d));
        return result;
    }

    private void Effect(ShaderOperation operation, int index, int a = -1, int b = -1) =>
        Module.Code.Add(new ShaderInstruction(operation, new ShaderValue(-1, default), (uint)index, a, b));
}
