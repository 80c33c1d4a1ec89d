using System.Globalization;
using System.Text;

namespace Xemu.Renderer.Toolkit;

/// <summary>Writes a shader as GLSL 4.50 text.</summary>
/// <remarks>Results of arithmetic are <c>precise</c>: nothing may be fused or reordered, since products with 0 and the order of sums are the chip's.</remarks>
internal sealed class GlslWriter
{
    private const string GroupSize = "64";

    private readonly ShaderModule _module;
    private readonly bool _isVulkan;
    private readonly StringBuilder _text = new();
    private readonly ShaderType[] _types;
    private int _depth = 1;

    private GlslWriter(ShaderModule module, bool isVulkan)
    {
        _module = module;
        _isVulkan = isVulkan;
        _types = new ShaderType[module.ValueCount];
    }

    /// <summary>Writes.</summary>
    /// <param name="module">The shader.</param>
    /// <param name="isVulkan">Whether for Vulkan; else for OpenGL.</param>
    public static string Write(ShaderModule module, bool isVulkan)
    {
        var writer = new GlslWriter(module, isVulkan);
        writer.Declarations();
        writer.Line("void main()", 0);
        writer.Line("{", 0);
        foreach (ShaderInstruction instruction in module.Code)
        {
            writer.Instruction(instruction);
        }

        writer.Line("}", 0);
        return writer._text.ToString();
    }

    private static string Name(ShaderType type) => (type.Scalar, type.Count) switch
    {
        (ShaderScalar.Float, 1) => "float",
        (ShaderScalar.Int, 1) => "int",
        (ShaderScalar.Uint, 1) => "uint",
        (ShaderScalar.Bool, 1) => "bool",
        (ShaderScalar.Float, _) => "vec" + Text(type.Count),
        (ShaderScalar.Int, _) => "ivec" + Text(type.Count),
        (ShaderScalar.Uint, _) => "uvec" + Text(type.Count),
        _ => "bvec" + Text(type.Count),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Value(int id) => "v" + Text(id);

    private static bool IsInterpolated(ShaderPortKind kind) => kind is ShaderPortKind.Smooth or ShaderPortKind.Linear or ShaderPortKind.Flat;

    private static string BuiltIn(ShaderPortKind kind) => kind switch
    {
        ShaderPortKind.Position => "gl_Position",
        ShaderPortKind.PointSize => "gl_PointSize",
        ShaderPortKind.FragmentPosition => "gl_FragCoord",
        ShaderPortKind.IsFront => "gl_FrontFacing",
        ShaderPortKind.PointPosition => "gl_PointCoord",
        ShaderPortKind.Depth => "gl_FragDepth",
        _ => "gl_GlobalInvocationID",
    };

    private static string Constant(ShaderInstruction instruction) => instruction.Result.Type.Scalar switch
    {
        ShaderScalar.Bool => instruction.Index != 0 ? "true" : "false",
        ShaderScalar.Int => $"int(0x{instruction.Index:X}u)",
        ShaderScalar.Uint => $"0x{instruction.Index:X}u",
        _ => $"uintBitsToFloat(0x{instruction.Index:X}u)",
    };

    private void Declarations()
    {
        Line("#version 450", 0);
        if (_module.Stage == ShaderStage.Compute)
        {
            Line($"layout(local_size_x = {GroupSize}) in;", 0);
        }

        if (_module.UniformLength > 0)
        {
            Line($"layout({Set}binding = {Text(_module.UniformBinding)}, std140) uniform Block {{ uvec4 words[{Text(_module.UniformLength)}]; }};", 0);
        }

        for (int i = 0; i < _module.Buffers.Count; i++)
        {
            Line($"layout({Set}binding = {Text(_module.Buffers[i])}, std430) buffer Buffer{Text(i)} {{ uvec4 data{Text(i)}[]; }};", 0);
        }

        for (int i = 0; i < _module.Textures.Count; i++)
        {
            ShaderTexture texture = _module.Textures[i];
            Line($"layout({Set}binding = {Text(texture.Binding)}) uniform {(texture.IsVolume ? "usampler3D" : "usampler2DArray")} texture{Text(i)};", 0);
        }

        Ports(_module.Inputs, "in", _module.Stage == ShaderStage.Pixel);
        Ports(_module.Outputs, "out", _module.Stage == ShaderStage.Vertex);
        for (int i = 0; i < _module.Variables.Count; i++)
        {
            Line($"{Name(_module.Variables[i].Type)} variable{Text(i)};", 0);
        }
    }

    private string Set => _isVulkan ? "set = 0, " : string.Empty;

    private void Ports(List<ShaderPort> ports, string direction, bool hasInterpolation)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            if (IsInterpolated(ports[i].Kind))
            {
                string how = !hasInterpolation ? string.Empty : ports[i].Kind switch
                {
                    ShaderPortKind.Flat => "flat ",
                    ShaderPortKind.Linear => "noperspective ",
                    _ => string.Empty,
                };
                Line($"layout(location = {Text(ports[i].Location)}) {how}{direction} {Name(ports[i].Type)} {direction}{Text(i)};", 0);
            }
        }
    }

    private static string Port(List<ShaderPort> ports, uint index, string direction) =>
        IsInterpolated(ports[(int)index].Kind) ? direction + Text((int)index) : BuiltIn(ports[(int)index].Kind);

    private void Instruction(in ShaderInstruction instruction)
    {
        switch (instruction.Operation)
        {
            case ShaderOperation.StoreOutput:
                Line($"{Port(_module.Outputs, instruction.Index, "out")} = {Value(instruction.A)};");
                break;
            case ShaderOperation.StoreVariable:
                Line($"variable{instruction.Index} = {Value(instruction.A)};");
                break;
            case ShaderOperation.StoreBuffer:
                Line($"data{instruction.Index}[{Value(instruction.B)}] = {Value(instruction.A)};");
                break;
            case ShaderOperation.DiscardIf:
                Line($"if ({Value(instruction.A)}) {{ discard; }}");
                break;
            case ShaderOperation.If:
                Line($"if ({Value(instruction.A)})");
                Open();
                break;
            case ShaderOperation.Else:
                Close();
                Line("else");
                Open();
                break;
            case ShaderOperation.EndIf:
                Close();
                break;
            default:
                Define(instruction);
                break;
        }
    }

    private void Define(in ShaderInstruction instruction)
    {
        ShaderType type = instruction.Result.Type;
        _types[instruction.Result.Id] = type;
        string precise = type.Scalar == ShaderScalar.Float && instruction.Operation != ShaderOperation.Constant ? "precise " : string.Empty;
        Line($"{precise}{Name(type)} {Value(instruction.Result.Id)} = {Expression(instruction)};");
    }

    private string Expression(in ShaderInstruction i)
    {
        string a = Value(i.A);
        string b = Value(i.B);
        return i.Operation switch
        {
            ShaderOperation.Constant => Constant(i),
            ShaderOperation.Construct => $"{Name(i.Result.Type)}({string.Join(", ", new[] { i.A, i.B, i.C, i.D }.Where(static id => id >= 0).Select(Value))})",
            ShaderOperation.Extract => a + "." + "xyzw"[(int)i.Index],
            ShaderOperation.Shuffle => a + "." + Swizzle(i),
            ShaderOperation.Add => $"{a} + {b}",
            ShaderOperation.Subtract => $"{a} - {b}",
            ShaderOperation.Multiply => $"{a} * {b}",
            ShaderOperation.Divide => $"{a} / {b}",
            ShaderOperation.Modulo => $"{a} % {b}",
            ShaderOperation.And => $"{a} & {b}",
            ShaderOperation.Or => $"{a} | {b}",
            ShaderOperation.Xor => $"{a} ^ {b}",
            ShaderOperation.ShiftLeft => $"{a} << {b}",
            ShaderOperation.ShiftRight => $"{a} >> {b}",
            ShaderOperation.Negate => $"-{a}",
            ShaderOperation.Less => Comparison("<", "lessThan", i),
            ShaderOperation.LessOrEqual => Comparison("<=", "lessThanEqual", i),
            ShaderOperation.Equal => Comparison("==", "equal", i),
            ShaderOperation.LogicalAnd => i.Result.Type.Count == 1 ? $"{a} && {b}" : $"mix({a}, {b}, {a})",
            ShaderOperation.LogicalOr => i.Result.Type.Count == 1 ? $"{a} || {b}" : $"mix({b}, {a}, {a})",
            ShaderOperation.LogicalNot => i.Result.Type.Count == 1 ? $"!{a}" : $"not({a})",
            ShaderOperation.Select => i.Result.Type.Count == 1 ? $"{a} ? {b} : {Value(i.C)}" : $"mix({Value(i.C)}, {b}, {a})",
            ShaderOperation.Convert => $"{Name(i.Result.Type)}({a})",
            ShaderOperation.Reinterpret => Reinterpretation(i),
            ShaderOperation.LoadInput => Port(_module.Inputs, i.Index, "in"),
            ShaderOperation.LoadUniform => $"words[{a}]",
            ShaderOperation.LoadVariable => $"variable{i.Index}",
            ShaderOperation.LoadBuffer => $"data{i.Index}[{a}]",
            ShaderOperation.Fetch => $"texelFetch(texture{i.Index}, {a}, {b}).x",
            _ => $"{Function(i.Operation)}({a})",
        };
    }

    private static string Function(ShaderOperation operation) => operation switch
    {
        ShaderOperation.Floor => "floor",
        ShaderOperation.RoundEven => "roundEven",
        ShaderOperation.Absolute => "abs",
        ShaderOperation.SquareRoot => "sqrt",
        ShaderOperation.Exponential => "exp2",
        ShaderOperation.Logarithm => "log2",
        ShaderOperation.DerivativeX => "dFdx",
        ShaderOperation.DerivativeY => "dFdy",
        _ => throw new NotSupportedException($"{operation} is no function."),
    };

    private static string Comparison(string symbol, string function, in ShaderInstruction i) =>
        i.Result.Type.Count == 1 ? $"{Value(i.A)} {symbol} {Value(i.B)}" : $"{function}({Value(i.A)}, {Value(i.B)})";

    private string Reinterpretation(in ShaderInstruction i) => (_types[i.A].Scalar, i.Result.Type.Scalar) switch
    {
        (ShaderScalar.Float, ShaderScalar.Uint) => $"floatBitsToUint({Value(i.A)})",
        (ShaderScalar.Float, _) => $"floatBitsToInt({Value(i.A)})",
        (ShaderScalar.Uint, ShaderScalar.Float) => $"uintBitsToFloat({Value(i.A)})",
        (ShaderScalar.Int, ShaderScalar.Float) => $"intBitsToFloat({Value(i.A)})",
        _ => $"{Name(i.Result.Type)}({Value(i.A)})",
    };

    private static string Swizzle(in ShaderInstruction i)
    {
        Span<char> letters = stackalloc char[4];
        for (int component = 0; component < i.Result.Type.Count; component++)
        {
            letters[component] = "xyzw"[(int)(i.Index >> (2 * component)) & 3];
        }

        return new string(letters[..i.Result.Type.Count]);
    }

    private void Open()
    {
        Line("{");
        _depth++;
    }

    private void Close()
    {
        _depth--;
        Line("}");
    }

    private void Line(string line) => Line(line, _depth);

    private void Line(string line, int depth) => _text.Append(' ', depth * 4).Append(line).Append('\n');
}
