using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The tests, blending, and the write to the surfaces.</summary>
internal sealed class OutputMerger
{
    private PipelineState _state;
    private SurfaceFormat _colorFormat;
    private DepthFormat _depthFormat;
    private bool _isFloatDepth;
    private uint _colorMask;
    private byte _alphaReference;
    private Vector4 _blendColor;
    private bool _hasPlainDepth;
    private bool _hasPlainColor;
    private readonly BlockBlender _blender = new();

    /// <summary>Fragments that passed while they were counted.</summary>
    public ulong PassedCount { get; set; }

    /// <summary>Takes a draw.</summary>
    public void Begin(DrawCall call)
    {
        _state = call.State;
        _colorFormat = call.Target.ColorFormat;
        _depthFormat = call.Target.DepthFormat;
        _isFloatDepth = call.Target.IsFloatDepth;
        _colorMask = ColorCodec.MaskOf(_colorFormat, call.State.ColorMask);
        _alphaReference = call.Constants.AlphaReference;
        _blendColor = ColorCodec.ToVector(call.Constants.BlendColor);
        _hasPlainDepth = _depthFormat == DepthFormat.Z24S8 && !_state.Stencil.IsEnabled;
        _hasPlainColor = _state.Blend.Logic is null && _colorFormat is SurfaceFormat.A8R8G8B8 or SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O;
        _blender.Begin(_state.Blend, _blendColor);
    }

    /// <summary>Drops pixels of a block that the depth test will drop, before anything is spent on them.</summary>
    /// <param name="depth">The depth surface.</param>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Row.</param>
    /// <param name="z">Depths, in units of the buffer.</param>
    /// <param name="mask">The pixels, a bit each.</param>
    /// <returns>Those that may pass.</returns>
    public uint PassEarly(in SurfaceView depth, int x, int y, in Vector512<float> z, uint mask)
    {
        if (!_state.IsDepthTested || !_hasPlainDepth || !depth.Exists)
        {
            return mask;
        }

        Span<byte> row = depth.Row(x, y, Lanes.Count);
        return row.IsEmpty ? mask : mask & PassDepth(Stored(row), Quantize(z));
    }

    /// <summary>Tests depth and stencil of a block, and writes both.</summary>
    /// <param name="depth">The depth surface.</param>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Row.</param>
    /// <param name="z">Depths, in units of the buffer.</param>
    /// <param name="mask">The pixels, a bit each.</param>
    /// <returns>Those whose colour is written.</returns>
    public uint TestDepth(in SurfaceView depth, int x, int y, in Vector512<float> z, uint mask)
    {
        if (!depth.Exists)
        {
            return mask;
        }

        Span<byte> row = _hasPlainDepth ? depth.Row(x, y, Lanes.Count) : default;
        if (row.IsEmpty)
        {
            Vector512<float> depths = z;
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = Lanes.First(left);
                mask &= TestDepth(depth, x + lane, y, Lanes.At(ref depths, lane)) ? uint.MaxValue : ~(1u << lane);
            }

            return mask;
        }

        if (!_state.IsDepthTested)
        {
            return mask;
        }

        Vector512<int> stored = Stored(row);
        Vector512<int> value = Quantize(z);
        mask &= PassDepth(stored, value);
        if (_state.WritesDepth)
        {
            Store(row, Vector512.ShiftLeft(value, 8) | (stored & Vector512.Create(0xFF)), mask);
        }

        return mask;
    }

    /// <summary>The alpha test of a block.</summary>
    /// <returns>The pixels that pass.</returns>
    public uint TestAlpha(PixelBlock block, uint mask)
    {
        if (_state.AlphaFunction == CompareFunction.Always)
        {
            return mask;
        }

        return mask & Lanes.Bits(BlockCompare.Compare(_state.AlphaFunction, Lanes.ToByte(block.Color.W), Vector512.Create((int)_alphaReference)));
    }

    /// <summary>Blends and writes pixels of a block.</summary>
    /// <param name="surface">The colour surface.</param>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Row.</param>
    /// <param name="color">Their colours.</param>
    /// <param name="mask">Which, a bit each.</param>
    public void Write(in SurfaceView surface, int x, int y, in ColorBlock color, uint mask)
    {
        Span<byte> row = _hasPlainColor && surface.Exists ? surface.Row(x, y, Lanes.Count) : default;
        if (row.IsEmpty)
        {
            ColorBlock colors = color;
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = Lanes.First(left);
                Write(surface, x + lane, y, colors.Get(lane));
            }

            return;
        }

        PassedCount += _state.CountsPasses ? (uint)BitOperations.PopCount(mask) : 0;
        if (_colorMask == 0)
        {
            return;
        }

        Vector512<int> argb = color.ToArgb();
        if (_state.Blend.IsEnabled || _colorMask != uint.MaxValue)
        {
            Vector512<int> stored = Stored(row);
            Vector512<int> opaque = Vector512.Create(_colorFormat == SurfaceFormat.A8R8G8B8 ? 0 : unchecked((int)0xFF00_0000));
            argb = _state.Blend.IsEnabled ? _blender.Blend(ColorBlock.FromArgb(argb), ColorBlock.FromArgb(stored | opaque)).ToArgb() : argb;
            argb = Vector512.ConditionalSelect(Vector512.Create((int)_colorMask), Fix(argb), stored);
        }
        else
        {
            argb = Fix(argb);
        }

        Store(row, argb, mask);
    }

    private static Vector512<int> Stored(Span<byte> row) => Vector512.Create<byte>(row).AsInt32();

    /// <summary>Writes the pixels of a mask, and no others: a processor may be writing those.</summary>
    private static void Store(Span<byte> row, Vector512<int> bits, uint mask)
    {
        if (mask == Lanes.All)
        {
            bits.AsByte().CopyTo(row);
            return;
        }

        Span<int> pixels = MemoryMarshal.Cast<byte, int>(row);
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            pixels[lane] = bits[lane];
        }
    }

    private Vector512<int> Fix(Vector512<int> argb) => _colorFormat switch
    {
        SurfaceFormat.X8R8G8B8Z => argb & Vector512.Create(0x00FF_FFFF),
        SurfaceFormat.X8R8G8B8O => argb | Vector512.Create(unchecked((int)0xFF00_0000)),
        _ => argb,
    };

    /// <summary>Depths of 24 bits, as <see cref="DepthCodec.ToFloatBits"/> and <see cref="Quantize(float)"/> have them.</summary>
    private Vector512<int> Quantize(Vector512<float> z)
    {
        Vector512<float> positive = Vector512.Max(z, Vector512<float>.Zero);
        if (!_isFloatDepth)
        {
            return Vector512.ConvertToInt32(Vector512.Min(positive, Vector512.Create(16777215f)));
        }

        Vector512<int> bits = Vector512.ShiftRightLogical(positive.AsInt32(), 7);
        return Vector512.Min(bits, Vector512.Create(0xFF_FFFF)) & Vector512.GreaterThanOrEqual(bits, Vector512.Create(DepthCodec.LeastFloat24));
    }

    private uint PassDepth(Vector512<int> stored, Vector512<int> value) =>
        Lanes.Bits(BlockCompare.Compare(_state.DepthFunction, value, Vector512.ShiftRightLogical(stored, 8)));

    /// <summary>Tests depth and stencil, and writes both.</summary>
    /// <param name="depth">The depth surface.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="z">The fragment's depth, in units of the buffer.</param>
    /// <returns>Whether colour is written.</returns>
    public bool TestDepth(in SurfaceView depth, int x, int y, float z)
    {
        int location = depth.Exists ? depth.Locate(x, y) : -1;
        if (location < 0)
        {
            return true;
        }

        uint stored = depth.Read(location);
        uint storedDepth = _depthFormat == DepthFormat.Z16 ? stored : stored >> 8;
        uint stencil = stored & 0xFF;
        uint value = Quantize(z);
        bool hasStencil = _state.Stencil.IsEnabled && _depthFormat == DepthFormat.Z24S8;
        bool passesStencil = !hasStencil || Compare(
            _state.Stencil.Function, _state.Stencil.Reference & (uint)_state.Stencil.ReadMask, stencil & _state.Stencil.ReadMask);
        bool passesDepth = !_state.IsDepthTested || Compare(_state.DepthFunction, value, storedDepth);
        if (hasStencil)
        {
            StencilOperation operation = !passesStencil ? _state.Stencil.Fail : passesDepth ? _state.Stencil.Pass : _state.Stencil.DepthFail;
            uint mask = _state.Stencil.WriteMask;
            stencil = (stencil & ~mask) | (Apply(operation, stencil, _state.Stencil.Reference) & mask);
        }

        bool passes = passesStencil && passesDepth;
        if (passes && _state.IsDepthTested && _state.WritesDepth)
        {
            storedDepth = value;
        }

        uint bits = _depthFormat == DepthFormat.Z16 ? storedDepth : (storedDepth << 8) | stencil;
        if (bits != stored)
        {
            depth.Write(location, bits);
        }

        return passes;
    }

    /// <summary>The alpha test.</summary>
    public bool TestAlpha(Vector4 color) =>
        _state.AlphaFunction == CompareFunction.Always
        || Compare(_state.AlphaFunction, ColorCodec.FromVector(color) >> 24, _alphaReference);

    /// <summary>Blends and writes.</summary>
    public void Write(in SurfaceView surface, int x, int y, Vector4 color)
    {
        PassedCount += _state.CountsPasses ? 1u : 0;
        int location = surface.Exists ? surface.Locate(x, y) : -1;
        if (location < 0 || _colorMask == 0)
        {
            return;
        }

        uint stored = surface.Read(location);
        uint argb;
        if (_state.Blend.Logic is { } logic)
        {
            argb = Apply(logic, ColorCodec.FromVector(color), ColorCodec.Decode(_colorFormat, stored));
        }
        else if (_state.Blend.IsEnabled)
        {
            uint source = ColorCodec.Reduce(_colorFormat, ColorCodec.FromVector(color));
            argb = ColorCodec.FromVector(Blend(ColorCodec.ToVector(source), ColorCodec.ToVector(ColorCodec.Decode(_colorFormat, stored))));
        }
        else
        {
            argb = ColorCodec.FromVector(color);
        }

        surface.Write(location, (stored & ~_colorMask) | (ColorCodec.Encode(_colorFormat, argb) & _colorMask));
    }

    private static bool Compare(CompareFunction function, uint value, uint stored) => function switch
    {
        CompareFunction.Never => false,
        CompareFunction.Less => value < stored,
        CompareFunction.Equal => value == stored,
        CompareFunction.LessOrEqual => value <= stored,
        CompareFunction.Greater => value > stored,
        CompareFunction.NotEqual => value != stored,
        CompareFunction.GreaterOrEqual => value >= stored,
        _ => true,
    };

    private static uint Apply(StencilOperation operation, uint stencil, byte reference) => operation switch
    {
        StencilOperation.Zero => 0,
        StencilOperation.Replace => reference,
        StencilOperation.IncrementSaturate => Math.Min(stencil + 1, 255),
        StencilOperation.DecrementSaturate => stencil == 0 ? 0 : stencil - 1,
        StencilOperation.Invert => ~stencil & 0xFF,
        StencilOperation.Increment => (stencil + 1) & 0xFF,
        StencilOperation.Decrement => (stencil - 1) & 0xFF,
        _ => stencil,
    };

    private static uint Apply(LogicOperation operation, uint source, uint destination) => operation switch
    {
        LogicOperation.Clear => 0,
        LogicOperation.And => source & destination,
        LogicOperation.AndReverse => source & ~destination,
        LogicOperation.Copy => source,
        LogicOperation.AndInverted => ~source & destination,
        LogicOperation.NoOperation => destination,
        LogicOperation.Xor => source ^ destination,
        LogicOperation.Or => source | destination,
        LogicOperation.Nor => ~(source | destination),
        LogicOperation.Equivalent => ~(source ^ destination),
        LogicOperation.Invert => ~destination,
        LogicOperation.OrReverse => source | ~destination,
        LogicOperation.CopyInverted => ~source,
        LogicOperation.OrInverted => ~source | destination,
        LogicOperation.Nand => ~(source & destination),
        _ => uint.MaxValue,
    };

    private uint Quantize(float z)
    {
        if (_isFloatDepth)
        {
            return DepthCodec.ToFloatBits(_depthFormat, z);
        }

        float most = _depthFormat == DepthFormat.Z16 ? 65535f : 16777215f;
        return (uint)Math.Clamp(z, 0f, most);
    }

    private Vector4 Blend(Vector4 source, Vector4 destination)
    {
        Vector4 s = source * Factor(_state.Blend.Source, source, destination);
        Vector4 d = destination * Factor(_state.Blend.Destination, source, destination);
        return _state.Blend.Equation switch
        {
            BlendEquation.Subtract => s - d,
            BlendEquation.ReverseSubtract => d - s,
            BlendEquation.Min => Vector4.Min(source, destination),
            BlendEquation.Max => Vector4.Max(source, destination),
            BlendEquation.AddSigned => destination + Signed(source),
            BlendEquation.ReverseSubtractSigned => destination - Signed(source),
            _ => s + d,
        };
    }

    /// <summary>The source as signed bytes: 221 is -35; the factors do not hold. Derived from pictures of the console (nxdk_pgraph_tests, "Blend tests").</summary>
    private static Vector4 Signed(Vector4 value) => new(Signed(value.X), Signed(value.Y), Signed(value.Z), Signed(value.W));

    private static float Signed(float value) => value * 255 >= 127.5f ? value - (256 / 255f) : value;

    private Vector4 Factor(BlendFactor factor, Vector4 source, Vector4 destination) => factor switch
    {
        BlendFactor.Zero => Vector4.Zero,
        BlendFactor.SourceColor => source,
        BlendFactor.InverseSourceColor => Vector4.One - source,
        BlendFactor.SourceAlpha => new Vector4(source.W),
        BlendFactor.InverseSourceAlpha => new Vector4(1 - source.W),
        BlendFactor.DestinationAlpha => new Vector4(destination.W),
        BlendFactor.InverseDestinationAlpha => new Vector4(1 - destination.W),
        BlendFactor.DestinationColor => destination,
        BlendFactor.InverseDestinationColor => Vector4.One - destination,
        BlendFactor.SourceAlphaSaturate => new Vector4(new Vector3(Math.Min(source.W, 1 - destination.W)), 1),
        BlendFactor.ConstantColor => _blendColor,
        BlendFactor.InverseConstantColor => Vector4.One - _blendColor,
        BlendFactor.ConstantAlpha => new Vector4(_blendColor.W),
        BlendFactor.InverseConstantAlpha => new Vector4(1 - _blendColor.W),
        _ => Vector4.One,
    };
}
