using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Runs the texture stages and the combiners for a fragment.</summary>
internal sealed class PixelStage
{
    private readonly Combiners _combiners = new();
    private readonly Sampler?[] _samplers = new Sampler?[DrawCall.TextureCount];
    private readonly Vector4[] _results = new Vector4[DrawCall.TextureCount];
    private DrawCall? _call;
    private Vector4 _fogColor;

    /// <summary>Takes a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="find">Finds the image of a texture.</param>
    public void Begin(DrawCall call, Func<TextureState, TextureImage> find)
    {
        _call = call;
        _fogColor = ColorCodec.ToVector(call.Constants.FogColor);
        for (int i = 0; i < _samplers.Length; i++)
        {
            TextureState state = call.Textures[i];
            bool isUsed = state.Kind != TextureKind.None && call.PixelProgram.Textures[i].Operation != TextureOperation.None;
            _samplers[i] = isUsed ? new Sampler(state, find(state)) : null;
        }
    }

    /// <summary>Whether a texture is sampled differently by its level of detail.</summary>
    public bool NeedsLevel(int index) =>
        _samplers[index] is { State: { } state } && (state.Levels > 1 || state.MinFilter != state.MagFilter);

    /// <summary>Texels in each direction for coordinates of 1.</summary>
    public Vector3 SizeOf(int index)
    {
        TextureState state = _samplers[index]!.State;
        return state.Layout == SurfaceLayout.Pitch ? Vector3.One : new Vector3(state.Width, state.Height, state.Depth);
    }

    /// <summary>Shades a fragment.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="color">Receives its colour, components from 0 to 1.</param>
    /// <returns>False when it is dropped.</returns>
    public bool Shade(in Fragment fragment, out Vector4 color)
    {
        PixelProgram program = _call!.PixelProgram;
        color = default;
        for (int i = 0; i < _results.Length; i++)
        {
            if (!RunTexture(i, program.Textures[i], fragment))
            {
                return false;
            }

            _combiners[CombinerRegister.Texture0 + i] = _results[i];
        }

        _combiners[CombinerRegister.Diffuse] = Vector4.Clamp(fragment.Diffuse, Vector4.Zero, Vector4.One);
        _combiners[CombinerRegister.Specular] = Vector4.Clamp(fragment.Specular, Vector4.Zero, Vector4.One);
        _combiners[CombinerRegister.Fog] = _fogColor with { W = FogFactor.Compute(_call.State.Fog, _call.Constants.FogParameters, fragment.Fog) };
        _combiners[CombinerRegister.Spare0] = new Vector4(0, 0, 0, _results[0].W);
        _combiners[CombinerRegister.Spare1] = Vector4.Zero;
        color = _combiners.Run(program, _call.PixelConstants);
        return true;
    }

    private bool RunTexture(int index, in TextureStage stage, in Fragment fragment)
    {
        Vector4 coordinates = fragment.Coordinates[index];
        float lod = fragment.Lod[index];
        ref Vector4 result = ref _results[index];
        switch (stage.Operation)
        {
            case TextureOperation.Project2D:
            case TextureOperation.Project3D:
                Vector4 projected = coordinates / coordinates.W;
                result = _samplers[index]?.Sample(new Vector3(projected.X, projected.Y, projected.Z), lod) ?? Vector4.Zero;
                return IsKept(index, result);
            case TextureOperation.CubeMap:
                result = SampleCube(_samplers[index], new Vector3(coordinates.X, coordinates.Y, coordinates.Z), lod);
                return IsKept(index, result);
            case TextureOperation.PassThrough:
                result = Vector4.Clamp(coordinates, Vector4.Zero, Vector4.One);
                return true;
            case TextureOperation.ClipPlane:
                result = Vector4.Zero;
                return !IsClipped(coordinates, stage.ClipSigns);
            default:
                result = Vector4.Zero;
                return true;
        }
    }

    private static bool IsClipped(Vector4 coordinates, int signs)
    {
        for (int i = 0; i < 4; i++)
        {
            if ((coordinates[i] >= 0) == ((signs & (1 << i)) != 0))
            {
                return true;
            }
        }

        return false;
    }

    private static Vector4 SampleCube(Sampler? sampler, Vector3 direction, float lod)
    {
        if (sampler is null)
        {
            return Vector4.Zero;
        }

        Vector3 size = Vector3.Abs(direction);
        (int face, float u, float v, float major) = size.X >= size.Y && size.X >= size.Z
            ? (direction.X >= 0 ? (0, -direction.Z, -direction.Y, size.X) : (1, direction.Z, -direction.Y, size.X))
            : size.Y >= size.Z
                ? (direction.Y >= 0 ? (2, direction.X, direction.Z, size.Y) : (3, direction.X, -direction.Z, size.Y))
                : (direction.Z >= 0 ? (4, direction.X, -direction.Y, size.Z) : (5, -direction.X, -direction.Y, size.Z));
        return sampler.Sample(new Vector3(((u / major) + 1) / 2, ((v / major) + 1) / 2, 0), lod, face);
    }

    private bool IsKept(int index, Vector4 texel) => _samplers[index]?.State.KillsAlpha != true || texel.W != 0;
}
