using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The tests, blending, and the write to the surfaces.</summary>
internal sealed class OutputMerger
{
    private readonly BlockBlender _blender = new();
    private readonly SurfaceBlock _colors = new();
    private readonly SurfaceBlock _depths = new();
    private PipelineState _state;
    private SurfaceFormat _colorFormat;
    private DepthFormat _depthFormat;
    private bool _isFloatDepth;
    private bool _hasStencil;
    private bool _readsColor;
    private uint _colorMask;
    private byte _alphaReference;

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
        _hasStencil = _depthFormat == DepthFormat.Z24S8 && _state.Stencil.IsEnabled;
        _readsColor = _state.Blend.Logic is not null || _state.Blend.IsEnabled || _colorMask != ColorCodec.MaskOf(_colorFormat, ColorMask.All);
        _blender.Begin(_state.Blend, ColorCodec.ToVector(call.Constants.BlendColor));
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
        if (!_state.IsDepthTested || _hasStencil || !depth.Exists)
        {
            return mask;
        }

        uint found = _depths.Find(depth, x, y, mask);
        return (mask & ~found) | (found & Lanes.Bits(PassDepth(DepthOf(_depths.Load(depth, found)), BlockDepth.Quantize(_depthFormat, _isFloatDepth, z))));
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
        if (!depth.Exists || !(_state.IsDepthTested || _hasStencil))
        {
            return mask;
        }

        uint found = _depths.Find(depth, x, y, mask);
        Vector512<int> stored = _depths.Load(depth, found);
        Vector512<int> value = BlockDepth.Quantize(_depthFormat, _isFloatDepth, z);
        Vector512<int> passes = _state.IsDepthTested ? PassDepth(DepthOf(stored), value) : Vector512<int>.AllBitsSet;
        Vector512<int> kept = WithDepth(stored, value);
        if (_hasStencil)
        {
            passes = Stencil(depth, stored, kept, passes, found);
        }
        else if (_state.WritesDepth)
        {
            _depths.Store(depth, kept, found & Lanes.Bits(passes));
        }

        return mask & (Lanes.Bits(passes) | ~found);
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
        PassedCount += _state.CountsPasses ? (uint)BitOperations.PopCount(mask) : 0;
        if (_colorMask == 0 || !surface.Exists)
        {
            return;
        }

        mask = _colors.Find(surface, x, y, mask);
        Vector512<int> argb = color.ToArgb();
        if (_readsColor)
        {
            Vector512<int> stored = _colors.Load(surface, mask);
            argb = Combine(argb, stored);
            argb = Vector512.ConditionalSelect(Vector512.Create((int)_colorMask), Encode(argb, x, y), stored);
        }
        else
        {
            argb = Encode(argb, x, y);
        }

        _colors.Store(surface, argb, mask);
    }

    private Vector512<int> Combine(Vector512<int> argb, Vector512<int> stored)
    {
        if (_state.Blend.Logic is { } logic)
        {
            return BlockLogic.Apply(logic, argb, BlockColorCodec.Decode(_colorFormat, stored));
        }

        return _state.Blend.IsEnabled
            ? _blender.Blend(ColorBlock.FromArgb(BlockColorCodec.Reduce(_colorFormat, argb)), ColorBlock.FromArgb(BlockColorCodec.Decode(_colorFormat, stored))).ToArgb()
            : argb;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> Encode(Vector512<int> argb, int x, int y) =>
        _colorFormat == SurfaceFormat.A8R8G8B8 ? argb : BlockColorCodec.Encode(_colorFormat, _state.IsDithered ? BlockDither.Apply(_colorFormat, argb, x, y) : argb);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> DepthOf(Vector512<int> stored) => _depthFormat == DepthFormat.Z16 ? stored : Vector512.ShiftRightLogical(stored, 8);

    /// <summary>The bits of a pixel with another depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> WithDepth(Vector512<int> stored, Vector512<int> depth) =>
        _depthFormat == DepthFormat.Z16 ? depth : Vector512.ShiftLeft(depth, 8) | (stored & Vector512.Create(0xFF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> PassDepth(Vector512<int> stored, Vector512<int> value) => BlockCompare.Compare(_state.DepthFunction, value, stored);

    /// <summary>The stencil test, and the write of both.</summary>
    /// <param name="depth">The depth surface.</param>
    /// <param name="stored">What it holds.</param>
    /// <param name="kept">That with the depths of what is drawn.</param>
    /// <param name="passesDepth">Pixels that pass the depth test.</param>
    /// <param name="mask">The pixels.</param>
    /// <returns>Those that pass both tests.</returns>
    private Vector512<int> Stencil(in SurfaceView depth, Vector512<int> stored, Vector512<int> kept, Vector512<int> passesDepth, uint mask)
    {
        Vector512<int> low = Vector512.Create(0xFF);
        Vector512<int> stencil = stored & low;
        Vector512<int> passesStencil = BlockStencil.Pass(_state.Stencil, stencil);
        Vector512<int> passes = passesStencil & passesDepth;
        Vector512<int> depths = _state.IsDepthTested && _state.WritesDepth ? Vector512.ConditionalSelect(passes, kept, stored) : stored;
        Vector512<int> bits = (depths & ~low) | BlockStencil.Update(_state.Stencil, stencil, passesStencil, passesDepth);
        _depths.Store(depth, bits, mask & ~Lanes.Bits(Vector512.Equals(bits, stored)));
        return passes;
    }
}
