namespace Xemu.Renderer.Toolkit;

/// <summary>Types and constants of a SPIR-V module, each declared once.</summary>
/// <param name="section">Where they are declared.</param>
internal sealed class SpirvTypes(SpirvSection section)
{
    private readonly Dictionary<(SpirvOpcode Opcode, uint A, uint B), uint> _known = [];
    private uint _nextId = 1;

    /// <summary>One more than the greatest number in use.</summary>
    public uint Bound => _nextId;

    /// <summary>No value.</summary>
    public uint Void => Declare(SpirvOpcode.TypeVoid);

    /// <summary>A new number.</summary>
    public uint NewId() => _nextId++;

    /// <summary>The type of a value.</summary>
    public uint Of(ShaderType type)
    {
        uint scalar = type.Scalar switch
        {
            ShaderScalar.Bool => Declare(SpirvOpcode.TypeBool),
            ShaderScalar.Int => Declare(SpirvOpcode.TypeInt, 32, 1),
            ShaderScalar.Uint => Declare(SpirvOpcode.TypeInt, 32, 0),
            _ => Declare(SpirvOpcode.TypeFloat, 32),
        };
        return type.Count == 1 ? scalar : Declare(SpirvOpcode.TypeVector, scalar, (uint)type.Count);
    }

    /// <summary>A pointer to a type.</summary>
    public uint Pointer(SpirvStorage storage, uint type) => Declare(SpirvOpcode.TypePointer, (uint)storage, type);

    /// <summary>An array of a known length.</summary>
    public uint Array(uint element, int length) => Declare(SpirvOpcode.TypeArray, element, Constant(ShaderType.Uint, (uint)length));

    /// <summary>An array of any length.</summary>
    public uint RuntimeArray(uint element) => Declare(SpirvOpcode.TypeRuntimeArray, element);

    /// <summary>A structure of one member, not shared with others.</summary>
    public uint Structure(uint member)
    {
        uint id = NewId();
        section.Add(SpirvOpcode.TypeStruct, id, member);
        return id;
    }

    /// <summary>A function without arguments or result.</summary>
    public uint Function() => Declare(SpirvOpcode.TypeFunction, Void);

    /// <summary>An image of unsigned words: layers of two dimensions, or a volume.</summary>
    public uint Image(bool isVolume)
    {
        var key = (SpirvOpcode.TypeImage, isVolume ? 1u : 0, 0u);
        if (!_known.TryGetValue(key, out uint id))
        {
            // Dimension (1: 2D, 2: 3D), no depth, layers or not, one sample, sampled, format unknown.
            uint type = Of(ShaderType.Uint);
            id = NewId();
            _known.Add(key, id);
            section.Add(SpirvOpcode.TypeImage, id, type, isVolume ? 2u : 1u, 0, isVolume ? 0u : 1u, 0, 1, 0);
        }

        return id;
    }

    /// <summary>An image with a sampler.</summary>
    public uint SampledImage(bool isVolume) => Declare(SpirvOpcode.TypeSampledImage, Image(isVolume));

    /// <summary>A scalar constant.</summary>
    public uint Constant(ShaderType type, uint bits) => type.Scalar == ShaderScalar.Bool
        ? DeclareConstant(bits != 0 ? SpirvOpcode.ConstantTrue : SpirvOpcode.ConstantFalse, Of(type))
        : DeclareConstant(SpirvOpcode.Constant, Of(type), bits);

    private uint DeclareConstant(SpirvOpcode opcode, uint type, params ReadOnlySpan<uint> bits)
    {
        var key = (opcode, type, bits.Length > 0 ? bits[0] : 0);
        if (!_known.TryGetValue(key, out uint id))
        {
            id = NewId();
            _known.Add(key, id);
            section.Add(opcode, [type, id, .. bits]);
        }

        return id;
    }

    private uint Declare(SpirvOpcode opcode, params ReadOnlySpan<uint> operands)
    {
        var key = (opcode, operands.Length > 0 ? operands[0] : 0, operands.Length > 1 ? operands[1] : 0);
        if (!_known.TryGetValue(key, out uint id))
        {
            id = NewId();
            _known.Add(key, id);
            section.Add(opcode, [id, .. operands]);
        }

        return id;
    }
}
