using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Runs the four texture stages in order: of a whole block where <see cref="BlockStages"/> can, else pixel by pixel.</summary>
internal sealed class TextureStages
{
    private readonly Sampler?[] _samplers = new Sampler?[DrawCall.TextureCount];

    /// <summary>A sampler for each stage, whether it has a texture or not.</summary>
    private readonly Sampler[] _kept = [.. Enumerable.Range(0, DrawCall.TextureCount).Select(static _ => new Sampler())];
    private readonly BlockStages _blocks;
    private readonly Vector4[] _results = new Vector4[DrawCall.TextureCount];
    private readonly float[] _dots = new float[DrawCall.TextureCount];
    private DrawCall? _call;
    private bool _isIdle;

    /// <summary>The depth that a stage has put in the place of the pixel's, in units of the buffer; NaN without such a stage.</summary>
    private float _depth;

    /// <summary>Makes stages without textures.</summary>
    public TextureStages() => _blocks = new BlockStages(_samplers);

    /// <summary>Whether all stages of the draw can be run for a whole block.</summary>
    public bool RunsBlocks { get; private set; }

    /// <summary>Whether a stage puts another depth in the place of a pixel's.</summary>
    public bool ReplacesDepth { get; private set; }

    /// <summary>The texture of a stage, or null.</summary>
    public Sampler? this[int index] => _samplers[index];

    /// <summary>Takes a draw.</summary>
    /// <param name="call">The draw.</param>
    /// <param name="textures">The image of each stage, or null.</param>
    /// <param name="block">Receives what stages give that do nothing.</param>
    public void Begin(DrawCall call, ReadOnlySpan<TextureImage?> textures, PixelBlock block)
    {
        _call = call;
        (_isIdle, ReplacesDepth) = (true, false);
        for (int i = 0; i < _samplers.Length; i++)
        {
            TextureOperation operation = call.PixelProgram.Textures[i].Operation;
            bool hasStage = operation != TextureOperation.None;
            _samplers[i] = textures[i] is { } image ? SamplerOf(i, call.Textures[i], image) : null;
            _isIdle &= !hasStage;
            ReplacesDepth |= operation == TextureOperation.DotZW;
            block.Texture(i) = ColorBlock.Of(Vector4.UnitW);
        }

        RunsBlocks = _blocks.Begin(call);
    }

    /// <summary>Runs the stages for a block.</summary>
    /// <param name="block">Its coordinates; receives the results.</param>
    /// <param name="mask">Its pixels, a bit each.</param>
    /// <returns>Those that are not dropped.</returns>
    public uint Run(PixelBlock block, uint mask)
    {
        if (_isIdle)
        {
            return mask;
        }

        if (!RunsBlocks)
        {
            return RunEach(block, mask);
        }

        _blocks.Run(block, mask);
        return mask;
    }

    /// <summary>Runs the stages pixel by pixel.</summary>
    /// <param name="block">As for <see cref="Run(PixelBlock, uint)"/>.</param>
    /// <param name="mask">The same.</param>
    /// <returns>The same.</returns>
    public uint RunEach(PixelBlock block, uint mask)
    {
        Fragment fragment = default;
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = Lanes.First(left);
            for (int i = 0; i < DrawCall.TextureCount; i++)
            {
                fragment.Coordinates[i] = block.Coordinates[i].Get(lane);
                fragment.Lod[i] = Lanes.At(ref block.Lod[i], lane);
                ref Footprint footprint = ref block.Footprints[i];
                fragment.Footprints[i] = new Vector4(Lanes.At(ref footprint.StepU, lane), Lanes.At(ref footprint.StepV, lane), Lanes.At(ref footprint.Count, lane), 0);
            }

            if (!Run(fragment))
            {
                mask &= ~(1u << lane);
                continue;
            }

            for (int i = 0; i < DrawCall.TextureCount; i++)
            {
                block.Texture(i).Set(lane, _results[i]);
            }

            if (!float.IsNaN(_depth))
            {
                Lanes.At(ref block.Depth, lane) = _depth;
            }
        }

        return mask;
    }

    /// <summary>Runs the stages for a pixel.</summary>
    /// <returns>False when it is dropped.</returns>
    private bool Run(in Fragment fragment)
    {
        _depth = float.NaN;
        for (int i = 0; i < _results.Length; i++)
        {
            if (!Run(i, _call!.PixelProgram.Textures[i], fragment))
            {
                return false;
            }
        }

        return true;
    }

    private Sampler SamplerOf(int index, in TextureState state, TextureImage image)
    {
        _kept[index].Begin(state, image);
        return _kept[index];
    }

    private static Vector3 Project(Vector4 coordinates) => new Vector3(coordinates.X, coordinates.Y, coordinates.Z) / coordinates.W;

    private static Vector3 Direction(Vector4 coordinates) => new(coordinates.X, coordinates.Y, coordinates.Z);

    private bool Run(int index, in TextureStage stage, in Fragment fragment)
    {
        Vector4 coordinates = fragment.Coordinates[index];
        Vector4 input = index == 0 ? Vector4.Zero : _results[Math.Min(stage.Input, index - 1)];
        switch (stage.Operation)
        {
            case TextureOperation.None:
                return Store(index, new Vector4(0, 0, 0, 1));
            case TextureOperation.Project2D:
                return SampleProjected(index, Project(coordinates) with { Z = 0 }, fragment);
            case TextureOperation.Project3D:
                return Sample(index, Project(coordinates), fragment, comparesDepth: true);
            case TextureOperation.CubeMap:
                return SampleDirection(index, Direction(coordinates), fragment);
            case TextureOperation.PassThrough:
                return Store(index, Vector4.Clamp(coordinates, Vector4.Zero, Vector4.One));
            case TextureOperation.ClipPlane:
                return Store(index, Vector4.Zero) && !IsClipped(coordinates, stage.ClipSigns);
            case TextureOperation.BumpEnvironment:
            case TextureOperation.BumpEnvironmentLuminance:
                return Bump(index, stage, coordinates, input, fragment);
            case TextureOperation.Brdf:
                return Sample(index, Brdf(index), fragment);
            case TextureOperation.DependentAlphaRed:
                return Sample(index, Scaled(index, new Vector3(input.W, input.X, 0)), fragment);
            case TextureOperation.DependentGreenBlue:
                return Sample(index, Scaled(index, new Vector3(input.Y, input.Z, 0)), fragment);
            default:
                _dots[index] = Vector3.Dot(Direction(coordinates), DotMappings.Map(stage.Mapping, input, SignsOf(stage.Input)));
                return RunDot(index, stage.Operation, fragment);
        }
    }

    private bool RunDot(int index, TextureOperation operation, in Fragment fragment)
    {
        (float before, float second) = (Dot(index - 1), Dot(index - 2));
        float here = _dots[index];
        switch (operation)
        {
            case TextureOperation.DotST:
                return Sample(index, new Vector3(before, here, 0), fragment);
            case TextureOperation.DotZW:
                _depth = float.IsNaN(before / here) ? 0 : Math.Max(before / here, 0);
                return Store(index, Vector4.Zero);
            case TextureOperation.DotSTR3D:
                return Sample(index, new Vector3(second, before, here), fragment);
            case TextureOperation.DotSTRCube:
                return SampleDirection(index, new Vector3(second, before, here), fragment);
            case TextureOperation.DotReflectDiffuse:
                return SampleDirection(index, new Vector3(before, here, NextDot(index, fragment)), fragment);
            case TextureOperation.DotReflectSpecular:
                var eye = new Vector3(CoordinateQ(fragment, index - 2), CoordinateQ(fragment, index - 1), CoordinateQ(fragment, index));
                return SampleDirection(index, Reflect(new Vector3(second, before, here), eye), fragment);
            case TextureOperation.DotReflectSpecularConstant:
                return SampleDirection(index, Reflect(new Vector3(second, before, here), _call!.PixelConstants.EyeVector), fragment);
            default:
                return Store(index, Vector4.Zero);
        }
    }

    private static Vector3 Reflect(Vector3 normal, Vector3 eye) =>
        (normal * (2 * Vector3.Dot(normal, eye))) - (eye * Vector3.Dot(normal, normal));

    /// <summary>
    /// The results of the two stages before are the polar angles, in units of π, and the azimuths, in units of 2π, of the eye and of the light: a sample at both
    /// polar angles and from the eye's azimuth to the light's. Derived from pictures of the console (nxdk_pgraph_tests, "Texture BRDF").
    /// </summary>
    private Vector3 Brdf(int index)
    {
        (Vector2 eye, Vector2 light) = (Angles(index - 2), Angles(index - 1));
        return new Vector3(eye.X, light.X, light.Y - eye.Y);
    }

    private Vector2 Angles(int index) => index < 0 ? Vector2.Zero : DotMappings.HiLo(_results[index], SignsOf(index));

    private static float CoordinateQ(in Fragment fragment, int index) => index < 0 ? 0 : fragment.Coordinates[index].W;

    private float Dot(int index) => index < 0 ? 0 : _dots[index];

    /// <summary>The dot product of the stage behind, which a diffuse reflection takes before that stage runs.</summary>
    private float NextDot(int index, in Fragment fragment)
    {
        if (index + 1 >= _results.Length)
        {
            return 0;
        }

        TextureStage next = _call!.PixelProgram.Textures[index + 1];
        return Vector3.Dot(Direction(fragment.Coordinates[index + 1]), DotMappings.Map(next.Mapping, _results[Math.Min(next.Input, index)], SignsOf(next.Input)));
    }

    private bool Store(int index, Vector4 result)
    {
        _results[index] = result;
        return true;
    }

    private bool Bump(int index, in TextureStage stage, Vector4 coordinates, Vector4 input, in Fragment fragment)
    {
        Vector4 matrix = _call!.PixelConstants.BumpMatrix[index];
        ColorMask signs = SignsOf(stage.Input);
        float s = Displacement(input.Z, signs & ColorMask.Blue);
        float t = Displacement(input.Y, signs & ColorMask.Green);
        Vector3 moved = Project(coordinates) + new Vector3((matrix.X * s) + (matrix.Z * t), (matrix.Y * s) + (matrix.W * t), 0);
        if (!Sample(index, moved with { Z = 0 }, fragment))
        {
            return false;
        }

        if (stage.Operation == TextureOperation.BumpEnvironmentLuminance)
        {
            Vector4 luminance = _call.PixelConstants.BumpLuminance[index];
            float red = DotMappings.ByteOf(input.X, (signs & ColorMask.Red) != 0) / 255f;
            float factor = (luminance.X * red) + luminance.Y;

            // Products are cut off to eight bits (nxdk_pgraph_tests, "Bump env lum").
            Vector4 color = Vector4.Truncate(Vector4.Round(_results[index] * 255f) * factor) / 255f;
            _results[index] = Vector4.Min(color, Vector4.One) with { W = _results[index].W };
        }

        return true;
    }

    /// <summary>A component as a signed byte of the range -1 to 127/128, whether the texture calls it signed or not. Derived from pictures of the console.</summary>
    private static float Displacement(float component, ColorMask sign) => (sbyte)DotMappings.ByteOf(component, sign != 0) / 128f;

    private ColorMask SignsOf(int stage) => _samplers[stage] is { } sampler ? sampler.State.SignedComponents : ColorMask.None;

    /// <summary>Dependent reads run from 0 to 1 also over a texture that is addressed by texels.</summary>
    private Vector3 Scaled(int index, Vector3 coordinates) =>
        _samplers[index] is { } sampler ? coordinates * sampler.Scale : coordinates;

    private bool Sample(int index, Vector3 coordinates, in Fragment fragment, bool comparesDepth = false)
    {
        if (_samplers[index] is not { } sampler)
        {
            return Store(index, new Vector4(0, 0, 0, 1));
        }

        if (sampler.State.Kind == TextureKind.Cube)
        {
            // A cube without a direction is its first face, -1 to 1, and v upwards (nxdk_pgraph_tests, "Texture 3D as 2D" and "Texture cubemap").
            coordinates = new Vector3((coordinates.X + 1) / 2, (1 - coordinates.Y) / 2, 0);
        }

        bool lives = true;
        _results[index] = TexelFormat.IsDepth(sampler.State.Format)
            ? sampler.Compare(coordinates, fragment.Lod[index], comparesDepth ? coordinates.Z : 0)
            : sampler.Sample(coordinates, fragment.Lod[index], 0, out lives);
        return lives && IsKept(sampler, _results[index]);
    }

    private bool SampleProjected(int index, Vector3 coordinates, in Fragment fragment)
    {
        if (_samplers[index] is not { IsAnisotropic: true } sampler)
        {
            return Sample(index, coordinates, fragment);
        }

        _results[index] = sampler.Sample(coordinates, fragment.Lod[index], fragment.Footprints[index], out bool lives);
        return lives && IsKept(sampler, _results[index]);
    }

    private bool SampleDirection(int index, Vector3 direction, in Fragment fragment)
    {
        if (_samplers[index] is not { } sampler)
        {
            return Store(index, new Vector4(0, 0, 0, 1));
        }

        (int face, Vector3 coordinates) = CubeFace(direction);
        if (sampler.State.Kind != TextureKind.Cube)
        {
            // What is no cube takes the place on the face as it is, -1 to 1, and v upwards (nxdk_pgraph_tests, "Texture 2D as cubemap").
            (face, coordinates) = (0, Scaled(index, new Vector3((coordinates.X * 2) - 1, 1 - (coordinates.Y * 2), 0)));
        }

        _results[index] = sampler.Sample(coordinates, fragment.Lod[index], face, out bool lives);
        return lives && IsKept(sampler, _results[index]);
    }

    /// <summary>The face that a direction points to, and where on it. Source: OpenGL 1.3, cube map texture selection.</summary>
    private static (int Face, Vector3 Coordinates) CubeFace(Vector3 direction)
    {
        Vector3 size = Vector3.Abs(direction);
        (int face, float u, float v, float major) = size.X >= size.Y && size.X >= size.Z
            ? (direction.X >= 0 ? (0, -direction.Z, -direction.Y, size.X) : (1, direction.Z, -direction.Y, size.X))
            : size.Y >= size.Z
                ? (direction.Y >= 0 ? (2, direction.X, direction.Z, size.Y) : (3, direction.X, -direction.Z, size.Y))
                : (direction.Z >= 0 ? (4, direction.X, -direction.Y, size.Z) : (5, -direction.X, -direction.Y, size.Z));
        return (face, new Vector3(((u / major) + 1) / 2, ((v / major) + 1) / 2, 0));
    }

    private static bool IsKept(Sampler sampler, Vector4 texel) => !sampler.State.KillsAlpha || texel.W != 0;

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
}
