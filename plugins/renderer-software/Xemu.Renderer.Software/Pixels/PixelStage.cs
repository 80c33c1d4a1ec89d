using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>Runs the texture stages and the combiners for a fragment.</summary>
internal sealed class PixelStage
{
    private readonly CombinerInputs _inputs = new();
    private readonly CombinerCache _combiners = new();
    private readonly TextureStages _textures = new();
    private DrawCall? _call;
    private Func<CombinerInputs, Vector4[], Vector4>? _code;
    private Vector4 _fogColor;
    private FogFactor _fog;

    /// <summary>Takes a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="memory">The RAM.</param>
    /// <param name="textures">Finds the images of textures.</param>
    public void Begin(DrawCall call, IRamBlock memory, TextureCache textures)
    {
        _call = call;
        _fog = new FogFactor(call.State.Fog, call.Constants.FogParameters);
        _fogColor = ColorCodec.ToVector(call.Constants.FogColor);
        _inputs.Begin(call.PixelConstants);
        _code = _combiners.Find(call.PixelProgram);
        _textures.Begin(call, memory, textures);
    }

    /// <summary>Whether a texture is sampled differently by its level of detail.</summary>
    public bool NeedsLevel(int index) =>
        _textures[index] is { State: { } state } && (state.Levels > 1 || state.MinFilter != state.MagFilter);

    /// <summary>Texels in each direction for coordinates of 1.</summary>
    public Vector3 SizeOf(int index)
    {
        TextureState state = _textures[index]!.State;
        return state.Layout == SurfaceLayout.Pitch ? Vector3.One : new Vector3(state.Width, state.Height, state.Depth);
    }

    /// <summary>The place in a texture that coordinates point to, for the level of detail.</summary>
    /// <param name="index">The unit.</param>
    /// <param name="coordinates">The coordinates.</param>
    /// <param name="center">Those of the fragment: they say which face of a cube it is.</param>
    public Vector3 Place(int index, Vector4 coordinates, Vector4 center)
    {
        var direction = new Vector3(coordinates.X, coordinates.Y, coordinates.Z);
        if (_call!.PixelProgram.Textures[index].Operation != TextureOperation.CubeMap)
        {
            return direction / coordinates.W;
        }

        Vector4 size = Vector4.Abs(center);
        int major = size.X >= size.Y && size.X >= size.Z ? 0 : size.Y >= size.Z ? 1 : 2;
        return direction / (2 * coordinates[major]);
    }

    /// <summary>Shades a fragment.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="color">Receives its colour, components from 0 to 1.</param>
    /// <param name="depth">Its depth, which a texture stage may replace.</param>
    /// <returns>False when it is dropped.</returns>
    public bool Shade(in Fragment fragment, out Vector4 color, ref float depth)
    {
        color = default;
        if (!_textures.Run(fragment))
        {
            return false;
        }

        depth = float.IsNaN(_textures.Depth) ? depth : _textures.Depth;
        ReadOnlySpan<Vector4> results = _textures.Results;
        bool converts = _call!.State.ConvertsTextures;
        _inputs.Texture0 = converts ? LuminanceChrominance.Convert(results[0]) : results[0];
        _inputs.Texture1 = converts ? LuminanceChrominance.Convert(results[1]) : results[1];
        _inputs.Texture2 = converts ? LuminanceChrominance.Convert(results[2]) : results[2];
        _inputs.Texture3 = converts ? LuminanceChrominance.Convert(results[3]) : results[3];
        _inputs.Diffuse = Vector4.Clamp(fragment.Diffuse, Vector4.Zero, Vector4.One);
        _inputs.Specular = Vector4.Clamp(fragment.Specular, Vector4.Zero, Vector4.One);
        _inputs.Fog = _fogColor with { W = _fog.At(fragment.Fog) };
        _inputs.Spare0 = new Vector4(0, 0, 0, results[0].W);
        color = _code!(_inputs, _inputs.Factors);
        return true;
    }
}
