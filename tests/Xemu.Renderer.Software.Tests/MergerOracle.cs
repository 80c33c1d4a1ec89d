using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>The tests, blending and the write for one pixel: what <see cref="OutputMerger"/> does for a block.</summary>
internal sealed class MergerOracle(DrawCall call)
{
    private static readonly int[][] Matrix = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

    private readonly PipelineState _state = call.State;
    private readonly SurfaceFormat _colorFormat = call.Target.ColorFormat;
    private readonly DepthFormat _depthFormat = call.Target.DepthFormat;
    private readonly bool _isFloatDepth = call.Target.IsFloatDepth;
    private readonly uint _colorMask = ColorCodec.MaskOf(call.Target.ColorFormat, call.State.ColorMask);
    private readonly Vector4 _blendColor = ColorCodec.ToVector(call.Constants.BlendColor);

    /// <summary>Fragments that passed while they were counted.</summary>
    public ulong PassedCount { get; private set; }

    /// <summary>The alpha test.</summary>
    public bool TestAlpha(Vector4 color) => Compare(_state.AlphaFunction, ColorCodec.FromVector(color) >> 24, call.Constants.AlphaReference);

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

        argb = _state.IsDithered ? Dither(argb, Matrix[y & 3][x & 3]) : argb;
        surface.Write(location, (stored & ~_colorMask) | (ColorCodec.Encode(_colorFormat, argb) & _colorMask));
    }

    private uint Dither(uint argb, int level)
    {
        int green = _colorFormat == SurfaceFormat.R5G6B5 ? level / 4 : level / 2;
        return _colorFormat is SurfaceFormat.R5G6B5 or SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O
            ? (argb & 0xFF00_0000) | Raise(argb, 16, level / 2) | Raise(argb, 8, green) | Raise(argb, 0, level / 2)
            : argb;
    }

    private static uint Raise(uint argb, int shift, int by) => Math.Min(((argb >> shift) & 0xFF) + (uint)by, 255) << shift;

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

    /// <summary>The number of an operation is its truth table: a bit each for both set, the source alone, the destination alone, and neither.</summary>
    private static uint Apply(LogicOperation operation, uint source, uint destination)
    {
        Span<uint> cases = [source & destination, source & ~destination, ~source & destination, ~(source | destination)];
        uint result = 0;
        for (int i = 0; i < cases.Length; i++)
        {
            result |= (((int)operation >> i) & 1) != 0 ? cases[i] : 0;
        }

        return result;
    }

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
