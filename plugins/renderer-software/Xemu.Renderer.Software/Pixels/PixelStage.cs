using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Shades pixels, a block at a time: depth, interpolators, texture stages, combiners, tests, and the write.</summary>
internal sealed class PixelStage
{
    private readonly Interpolator _interpolator = new();
    private readonly TextureStages _textures = new();
    private DrawCall? _call;
    private CombinerProgram? _code;
    private FogFactor _fog;
    private int _coordinates;
    private int _levels;
    private int _footprints;
    private bool _isSmooth;
    private readonly int[] _shares = new int[Lanes.Count];

    /// <summary>The pixels in progress.</summary>
    public PixelBlock Block { get; } = new();

    /// <summary>The tests and the write.</summary>
    public OutputMerger Merger { get; } = new();

    /// <summary>How many of the places around each pixel of a block are covered, of <see cref="SampleGrid.PlaceCount"/>; where primitives are smoothed.</summary>
    public Span<int> Shares => _shares;

    /// <summary>Takes a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="textures">The image of each texture stage, or null.</param>
    /// <param name="code">Its pixel program, compiled.</param>
    public void Begin(DrawCall call, ReadOnlySpan<TextureImage?> textures, CombinerProgram code)
    {
        _call = call;
        _fog = new FogFactor(call.State.Fog, call.Constants.FogParameters);
        Block.Begin(call.PixelConstants);
        Block.Fog = ColorBlock.Of(ColorCodec.ToVector(call.Constants.FogColor) with { W = 1 });
        _code = code;
        _textures.Begin(call, textures, Block);
        Merger.Begin(call);
        (_coordinates, _levels, _footprints) = (0, 0, 0);
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            Block.Lod[i] = Vector512<float>.Zero;
            _coordinates |= call.PixelProgram.Textures[i].Operation != TextureOperation.None ? 1 << i : 0;
            bool hasFootprint = call.PixelProgram.Textures[i].Operation == TextureOperation.Project2D && _textures[i] is { IsAnisotropic: true };
            _footprints |= hasFootprint ? 1 << i : 0;
            _levels |= !hasFootprint && NeedsLevel(i) ? 1 << i : 0;
        }
    }

    /// <summary>Takes a triangle of the draw.</summary>
    /// <param name="weights">How its vertices count over the screen.</param>
    /// <param name="vertices">Its vertices.</param>
    /// <param name="slope">What is added to a depth of W.</param>
    /// <param name="isSmooth">Whether alpha is cut down to <see cref="Shares"/>.</param>
    public void Begin(in WeightPlane weights, ReadOnlySpan<RasterVertex> vertices, float slope, bool isSmooth)
    {
        _isSmooth = isSmooth;
        _interpolator.Begin(weights, vertices, _call!.State, slope);
    }

    /// <summary>Draws pixels of a triangle.</summary>
    /// <param name="target">Where.</param>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Their row.</param>
    /// <param name="places">Where they are on the screen.</param>
    /// <param name="mask">Which, a bit each; not 0.</param>
    /// <param name="depthOffset">What is added to depths.</param>
    public void Draw(in DrawTarget target, int x, int y, in BlockPlaces places, uint mask, float depthOffset)
    {
        Block.Depth = _interpolator.Place(places) + Vector512.Create(depthOffset);
        mask = ClampDepth(mask);
        if (mask == 0 || (!_textures.ReplacesDepth && (mask = Merger.PassEarly(target.Depth, x, y, Block.Depth, mask)) == 0))
        {
            return;
        }

        _interpolator.Interpolate(Block, _coordinates, _code!);
        if ((_levels | _footprints) != 0)
        {
            _interpolator.LookAcross(x, y);
            FindLevels();
            FindFootprints();
        }

        mask = Shade(mask);
        if (_isSmooth)
        {
            Block.Color.W = CutAlpha(Block.Color.W, Vector512.Create<int>(Shares));
        }

        mask = Merger.TestAlpha(Block, mask);
        mask = mask == 0 ? 0 : Merger.TestDepth(target.Depth, x, y, Block.Depth, mask);
        if (mask != 0)
        {
            Merger.Write(target.Color, x, y, Block.Color, mask);
        }
    }

    /// <summary>Whether a texture is sampled differently by its level of detail.</summary>
    private bool NeedsLevel(int index) =>
        _textures[index] is { State: { } state } && (state.Levels > 1 || state.MinFilter != state.MagFilter);

    /// <summary>Runs the texture stages and the combiners for what is in the block.</summary>
    /// <param name="mask">Its pixels, a bit each.</param>
    /// <returns>Pixels that are not dropped.</returns>
    public uint Shade(uint mask)
    {
        mask = _textures.Run(Block, mask);
        if (mask == 0)
        {
            return 0;
        }

        if (_call!.State.ConvertsTextures)
        {
            Convert(mask);
        }

        if (_code!.ReadsFog && _call.State.Fog != FogMode.Off)
        {
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = Lanes.First(left);
                Lanes.At(ref Block.Fog.W, lane) = _fog.At(Lanes.At(ref Block.FogDistance, lane));
            }
        }

        _code.Run(Block, Block.Factors);
        return mask;
    }

    /// <summary>Alpha, cut down to a share of it in eighths, without the fraction of a 255th (nxdk_pgraph_tests, "Smoothing control": 4 of 8 is 127).</summary>
    private static Vector512<float> CutAlpha(Vector512<float> alpha, Vector512<int> shares) =>
        Vector512.ConvertToSingle(Vector512.ShiftRightLogical(Lanes.ToByte(alpha) * shares, 3)) / 255f;

    private void Convert(uint mask)
    {
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            ref ColorBlock texture = ref Block.Texture(i);
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = Lanes.First(left);
                texture.Set(lane, LuminanceChrominance.Convert(texture.Get(lane)));
            }
        }
    }

    /// <returns>Pixels within the depth range.</returns>
    private uint ClampDepth(uint mask)
    {
        DrawConstants constants = _call!.Constants;
        Vector512<float> least = Vector512.Create(constants.DepthMin);
        if (_call.State.ClampsDepth)
        {
            Block.Depth = Vector512.Min(Vector512.Max(Block.Depth, least), Vector512.Create(Math.Max(constants.DepthMin, constants.DepthMax)));
            return mask;
        }

        return mask & Lanes.Bits(
            Vector512.GreaterThanOrEqual(Block.Depth, least) & Vector512.LessThanOrEqual(Block.Depth, Vector512.Create(constants.DepthMax)));
    }

    /// <summary>How many texels a pixel is, where it matters.</summary>
    private void FindLevels()
    {
        for (int i = 0; _levels >> i != 0; i++)
        {
            if ((_levels >> i & 1) == 0)
            {
                continue;
            }

            VertexOutput output = Interpolator.TextureOutputs[i];
            bool isCube = _call!.PixelProgram.Textures[i].Operation == TextureOperation.CubeMap;
            Block.Lod[i] = LevelOfDetail.Of(Block.Coordinates[i], _interpolator.Beside(output), _interpolator.Below(output), SizeOf(i), isCube);
        }
    }

    /// <summary>What pixels cover of textures with an anisotropic filter.</summary>
    private void FindFootprints()
    {
        for (int i = 0; _footprints >> i != 0; i++)
        {
            if ((_footprints >> i & 1) != 0)
            {
                VertexOutput output = Interpolator.TextureOutputs[i];
                Block.Footprints[i] = Footprint.Of(
                    Block.Coordinates[i], _interpolator.Beside(output), _interpolator.Below(output), SizeOf(i), _textures[i]!.State.MaxAnisotropy, out Block.Lod[i]);
            }
        }
    }

    /// <summary>Texels in each direction for coordinates of 1.</summary>
    private Vector3 SizeOf(int index)
    {
        TextureState state = _textures[index]!.State;
        return state.Layout == SurfaceLayout.Pitch ? Vector3.One : new Vector3(state.Width, state.Height, state.Depth);
    }
}
