using System.Collections.Immutable;

namespace Xemu.Renderer.Toolkit;

/// <summary>Writes a shader as SPIR-V 1.3 words.</summary>
/// <remarks>Results of arithmetic are decorated <c>NoContraction</c>, as <see cref="GlslWriter"/> makes them precise.</remarks>
internal sealed class SpirvWriter
{
    private const uint Magic = 0x0723_0203;
    private const uint Version = 0x0001_0300;
    private const uint GroupSize = 64;

    private readonly ShaderModule _module;
    private readonly SpirvSection _modes = new();
    private readonly SpirvSection _decorations = new();
    private readonly SpirvSection _globals = new();
    private readonly SpirvSection _code = new();
    private readonly SpirvTypes _types;
    private readonly uint[] _ids;
    private readonly ShaderType[] _valueTypes;
    private readonly List<uint> _interface = [];
    private readonly Stack<(uint Else, uint End, bool IsElse)> _branches = [];
    private readonly uint[] _inputs;
    private readonly uint[] _outputs;
    private readonly uint[] _variables;
    private readonly uint[] _textures;
    private readonly uint[] _buffers;
    private readonly uint _extended;
    private uint _uniforms;

    private SpirvWriter(ShaderModule module)
    {
        _module = module;
        _types = new SpirvTypes(_globals);
        _extended = _types.NewId();
        _ids = new uint[module.ValueCount];
        _valueTypes = new ShaderType[module.ValueCount];
        _inputs = new uint[module.Inputs.Count];
        _outputs = new uint[module.Outputs.Count];
        _variables = new uint[module.Variables.Count];
        _textures = new uint[module.Textures.Count];
        _buffers = new uint[module.Buffers.Count];
    }

    /// <summary>Writes.</summary>
    public static ImmutableArray<uint> Write(ShaderModule module)
    {
        var writer = new SpirvWriter(module);
        writer.DeclareResources();
        writer.DeclarePorts();
        uint main = writer.WriteMain();
        return writer.Assemble(main);
    }

    private ImmutableArray<uint> Assemble(uint main)
    {
        var head = new SpirvSection();
        head.Add(SpirvOpcode.Capability, 1);
        head.Add(SpirvOpcode.ExtInstImport, [_extended, .. SpirvSection.Text("GLSL.std.450")]);

        // Logical addressing, GLSL450 memory.
        head.Add(SpirvOpcode.MemoryModel, 0, 1);
        uint model = _module.Stage switch { ShaderStage.Vertex => 0, ShaderStage.Pixel => 4, _ => 5u };
        head.Add(SpirvOpcode.EntryPoint, [model, main, .. SpirvSection.Text("main"), .. _interface]);
        WriteModes(main);
        return [Magic, Version, 0, _types.Bound, 0, .. head.Words, .. _modes.Words, .. _decorations.Words, .. _globals.Words, .. _code.Words];
    }

    private void WriteModes(uint main)
    {
        if (_module.Stage == ShaderStage.Compute)
        {
            _modes.Add(SpirvOpcode.ExecutionMode, main, 17, GroupSize, 1, 1);
        }
        else if (_module.Stage == ShaderStage.Pixel)
        {
            // OriginUpperLeft; and DepthReplacing where the shader gives the depth.
            _modes.Add(SpirvOpcode.ExecutionMode, main, 7);
            if (_module.Outputs.Exists(static o => o.Kind == ShaderPortKind.Depth))
            {
                _modes.Add(SpirvOpcode.ExecutionMode, main, 12);
            }
        }
    }

    private void DeclareResources()
    {
        uint words = _types.Of(ShaderType.Uint4);
        if (_module.UniformLength > 0)
        {
            _uniforms = Block(_types.Array(words, _module.UniformLength), SpirvStorage.Uniform, _module.UniformBinding);
        }

        uint array = _module.Buffers.Count > 0 ? _types.RuntimeArray(words) : 0;
        for (int i = 0; i < _buffers.Length; i++)
        {
            _buffers[i] = Block(array, SpirvStorage.StorageBuffer, _module.Buffers[i], isFirst: i == 0);
        }

        for (int i = 0; i < _textures.Length; i++)
        {
            uint type = _types.SampledImage(_module.Textures[i].IsVolume);
            _textures[i] = Variable(SpirvStorage.UniformConstant, type);
            Bind(_textures[i], _module.Textures[i].Binding);
        }
    }

    private uint Block(uint array, SpirvStorage storage, int binding, bool isFirst = true)
    {
        if (isFirst)
        {
            Decorate(array, SpirvDecoration.ArrayStride, 16);
        }

        uint structure = _types.Structure(array);
        Decorate(structure, SpirvDecoration.Block);
        _decorations.Add(SpirvOpcode.MemberDecorate, structure, 0, (uint)SpirvDecoration.Offset, 0);
        uint variable = Variable(storage, structure);
        Bind(variable, binding);
        return variable;
    }

    private void Bind(uint variable, int binding)
    {
        Decorate(variable, SpirvDecoration.DescriptorSet, 0);
        Decorate(variable, SpirvDecoration.Binding, (uint)binding);
    }

    private void Decorate(uint target, SpirvDecoration decoration, params ReadOnlySpan<uint> operands) =>
        _decorations.Add(SpirvOpcode.Decorate, [target, (uint)decoration, .. operands]);

    private uint Variable(SpirvStorage storage, uint type)
    {
        uint pointer = _types.Pointer(storage, type);
        uint id = _types.NewId();
        _globals.Add(SpirvOpcode.Variable, pointer, id, (uint)storage);
        return id;
    }

    private void DeclarePorts()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = Port(_module.Inputs[i], SpirvStorage.Input, _module.Stage == ShaderStage.Pixel);
        }

        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i] = Port(_module.Outputs[i], SpirvStorage.Output, _module.Stage == ShaderStage.Vertex);
        }
    }

    private uint Port(ShaderPort port, SpirvStorage storage, bool hasInterpolation)
    {
        uint id = Variable(storage, _types.Of(port.Type));
        _interface.Add(id);
        if (BuiltIn(port.Kind) is { } builtIn)
        {
            Decorate(id, SpirvDecoration.BuiltIn, builtIn);
            return id;
        }

        Decorate(id, SpirvDecoration.Location, (uint)port.Location);
        if (hasInterpolation && port.Kind != ShaderPortKind.Smooth)
        {
            Decorate(id, port.Kind == ShaderPortKind.Flat ? SpirvDecoration.Flat : SpirvDecoration.NoPerspective);
        }

        return id;
    }

    /// <summary>Source: SPIR-V Specification 1.3, section 3.21.</summary>
    private static uint? BuiltIn(ShaderPortKind kind) => kind switch
    {
        ShaderPortKind.Position => 0,
        ShaderPortKind.PointSize => 1,
        ShaderPortKind.FragmentPosition => 15,
        ShaderPortKind.PointPosition => 16,
        ShaderPortKind.IsFront => 17,
        ShaderPortKind.Depth => 22,
        ShaderPortKind.Invocation => 28,
        _ => null,
    };

    private uint WriteMain()
    {
        uint main = _types.NewId();
        _code.Add(SpirvOpcode.Function, _types.Void, main, 0, _types.Function());
        _code.Add(SpirvOpcode.Label, _types.NewId());
        for (int i = 0; i < _variables.Length; i++)
        {
            uint pointer = _types.Pointer(SpirvStorage.Function, _types.Of(_module.Variables[i].Type));
            _variables[i] = _types.NewId();
            _code.Add(SpirvOpcode.Variable, pointer, _variables[i], (uint)SpirvStorage.Function);
        }

        foreach (ShaderInstruction instruction in _module.Code)
        {
            Write(instruction);
        }

        _code.Add(SpirvOpcode.Return);
        _code.Add(SpirvOpcode.FunctionEnd);
        return main;
    }

    private void Write(in ShaderInstruction i)
    {
        switch (i.Operation)
        {
            case ShaderOperation.StoreOutput:
                _code.Add(SpirvOpcode.Store, _outputs[i.Index], _ids[i.A]);
                break;
            case ShaderOperation.StoreVariable:
                _code.Add(SpirvOpcode.Store, _variables[i.Index], _ids[i.A]);
                break;
            case ShaderOperation.StoreBuffer:
                _code.Add(SpirvOpcode.Store, ElementPointer(_buffers[i.Index], SpirvStorage.StorageBuffer, i.B), _ids[i.A]);
                break;
            case ShaderOperation.If:
                Branch(_ids[i.A]);
                break;
            case ShaderOperation.Else:
                Else();
                break;
            case ShaderOperation.EndIf:
                EndIf();
                break;
            case ShaderOperation.DiscardIf:
                Discard(_ids[i.A]);
                break;
            default:
                _valueTypes[i.Result.Id] = i.Result.Type;
                _ids[i.Result.Id] = Value(i);
                break;
        }
    }

    private void Branch(uint condition)
    {
        uint then = _types.NewId();
        (uint otherwise, uint end) = (_types.NewId(), _types.NewId());
        _code.Add(SpirvOpcode.SelectionMerge, end, 0);
        _code.Add(SpirvOpcode.BranchConditional, condition, then, otherwise);
        _code.Add(SpirvOpcode.Label, then);
        _branches.Push((otherwise, end, false));
    }

    private void Else()
    {
        (uint otherwise, uint end, _) = _branches.Pop();
        _code.Add(SpirvOpcode.Branch, end);
        _code.Add(SpirvOpcode.Label, otherwise);
        _branches.Push((otherwise, end, true));
    }

    private void EndIf()
    {
        (uint otherwise, uint end, bool isElse) = _branches.Pop();
        _code.Add(SpirvOpcode.Branch, end);
        if (!isElse)
        {
            _code.Add(SpirvOpcode.Label, otherwise);
            _code.Add(SpirvOpcode.Branch, end);
        }

        _code.Add(SpirvOpcode.Label, end);
    }

    private void Discard(uint condition)
    {
        (uint kill, uint end) = (_types.NewId(), _types.NewId());
        _code.Add(SpirvOpcode.SelectionMerge, end, 0);
        _code.Add(SpirvOpcode.BranchConditional, condition, kill, end);
        _code.Add(SpirvOpcode.Label, kill);
        _code.Add(SpirvOpcode.Kill);
        _code.Add(SpirvOpcode.Label, end);
    }

    private uint ElementPointer(uint block, SpirvStorage storage, int element)
    {
        uint pointer = _types.Pointer(storage, _types.Of(ShaderType.Uint4));
        return Emit(SpirvOpcode.AccessChain, pointer, block, _types.Constant(ShaderType.Int, 0), _ids[element]);
    }

    private uint Value(in ShaderInstruction i)
    {
        ShaderType type = i.Result.Type;
        switch (i.Operation)
        {
            case ShaderOperation.Constant:
                return _types.Constant(type, i.Index);
            case ShaderOperation.Construct:
                return Emit(SpirvOpcode.CompositeConstruct, type, Operands(i));
            case ShaderOperation.Extract:
                return Emit(SpirvOpcode.CompositeExtract, type, _ids[i.A], i.Index);
            case ShaderOperation.Shuffle:
                return Shuffle(i);
            case ShaderOperation.LoadInput:
                return Emit(SpirvOpcode.Load, type, _inputs[i.Index]);
            case ShaderOperation.LoadVariable:
                return Emit(SpirvOpcode.Load, type, _variables[i.Index]);
            case ShaderOperation.LoadUniform:
                return Emit(SpirvOpcode.Load, type, ElementPointer(_uniforms, SpirvStorage.Uniform, i.A));
            case ShaderOperation.LoadBuffer:
                return Emit(SpirvOpcode.Load, type, ElementPointer(_buffers[i.Index], SpirvStorage.StorageBuffer, i.A));
            case ShaderOperation.Fetch:
                return Fetch(i);
            default:
                return SpirvOperations.Extended(i.Operation) is { } number
                    ? Emit(SpirvOpcode.ExtInst, type, [_extended, number, .. Operands(i)])
                    : Arithmetic(i);
        }
    }

    private uint Arithmetic(in ShaderInstruction i)
    {
        SpirvOpcode opcode = SpirvOperations.Of(i.Operation, _valueTypes[i.A].Scalar, i.Result.Type.Scalar);
        uint id = Emit(opcode, i.Result.Type, Operands(i));
        if (opcode is SpirvOpcode.FAdd or SpirvOpcode.FSub or SpirvOpcode.FMul or SpirvOpcode.FDiv)
        {
            Decorate(id, SpirvDecoration.NoContraction);
        }

        return id;
    }

    private uint Shuffle(in ShaderInstruction i)
    {
        Span<uint> operands = stackalloc uint[6];
        (operands[0], operands[1]) = (_ids[i.A], _ids[i.A]);
        for (int component = 0; component < i.Result.Type.Count; component++)
        {
            operands[component + 2] = (i.Index >> (2 * component)) & 3;
        }

        return Emit(SpirvOpcode.VectorShuffle, i.Result.Type, operands[..(i.Result.Type.Count + 2)]);
    }

    private uint Fetch(in ShaderInstruction i)
    {
        bool isVolume = _module.Textures[(int)i.Index].IsVolume;
        uint sampled = Emit(SpirvOpcode.Load, _types.SampledImage(isVolume), _textures[i.Index]);
        uint image = Emit(SpirvOpcode.Image, _types.Image(isVolume), sampled);

        // 2: the operand is the level.
        uint texel = Emit(SpirvOpcode.ImageFetch, ShaderType.Uint4, image, _ids[i.A], 2, _ids[i.B]);
        return Emit(SpirvOpcode.CompositeExtract, ShaderType.Uint, texel, 0);
    }

    private uint[] Operands(in ShaderInstruction i) => [.. new[] { i.A, i.B, i.C, i.D }.Where(static id => id >= 0).Select(id => _ids[id])];

    private uint Emit(SpirvOpcode opcode, ShaderType type, params ReadOnlySpan<uint> operands) => Emit(opcode, _types.Of(type), operands);

    private uint Emit(SpirvOpcode opcode, uint type, params ReadOnlySpan<uint> operands)
    {
        uint id = _types.NewId();
        _code.Add(opcode, [type, id, .. operands]);
        return id;
    }
}
