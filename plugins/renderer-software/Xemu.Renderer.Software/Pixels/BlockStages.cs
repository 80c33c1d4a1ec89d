using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Runs texture stages of whole blocks: plain textures, cubes, and bump maps before them. Gives what <see cref="TextureStages.RunEach"/> does.</summary>
/// <param name="samplers">The texture of each stage, or null.</param>
internal sealed class BlockStages(Sampler?[] samplers)
{
    private readonly TextureOperation[] _operations = new TextureOperation[DrawCall.TextureCount];
    private DrawCall? _call;

    /// <summary>Takes a draw, whose samplers are begun.</summary>
    /// <returns>False when one of its stages is none of those.</returns>
    public bool Begin(DrawCall call)
    {
        _call = call;
        bool canRun = true;
        for (int i = 0; i < samplers.Length; i++)
        {
            _operations[i] = call.PixelProgram.Textures[i].Operation;
            canRun &= CanRun(i);
        }

        return canRun;
    }

    /// <summary>Runs the stages for a block; those without a texture leave their result as it is.</summary>
    /// <param name="block">Its coordinates; receives the results.</param>
    /// <param name="mask">Its pixels, a bit each.</param>
    public void Run(PixelBlock block, uint mask)
    {
        for (int i = 0; i < samplers.Length; i++)
        {
            if (samplers[i] is not { } sampler)
            {
                continue;
            }

            switch (_operations[i])
            {
                case TextureOperation.Project2D when sampler.IsAnisotropic:
                    SampleAlong(sampler, i, block, mask);
                    break;
                case TextureOperation.Project2D:
                    ref ColorBlock coordinates = ref block.Coordinates[i];
                    sampler.Sample(coordinates.X / coordinates.W, coordinates.Y / coordinates.W, block.Lod[i], ref block.Texture(i), mask);
                    break;
                case TextureOperation.CubeMap:
                    SampleDirections(sampler, i, block, mask);
                    break;
                case TextureOperation.BumpEnvironment:
                case TextureOperation.BumpEnvironmentLuminance:
                    SampleBumps(sampler, i, block, mask);
                    break;
            }
        }
    }

    private bool CanRun(int index)
    {
        Sampler? sampler = samplers[index];
        bool isSimple = sampler is { IsSimple: true };
        bool isFlat = isSimple && sampler!.State.Kind == TextureKind.TwoDimensional;
        return _operations[index] switch
        {
            TextureOperation.None => true,
            TextureOperation.Project2D => isFlat || sampler is null,
            TextureOperation.CubeMap => isSimple || sampler is null,
            TextureOperation.BumpEnvironment or TextureOperation.BumpEnvironmentLuminance => isFlat && index > 0,
            _ => false,
        };
    }

    /// <summary>Samples along footprints; by itself, so that its vectors cost the others nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SampleAlong(Sampler sampler, int index, PixelBlock block, uint mask)
    {
        ref ColorBlock coordinates = ref block.Coordinates[index];
        (Vector512<float> u, Vector512<float> v) = (coordinates.X / coordinates.W, coordinates.Y / coordinates.W);
        sampler.Sample(u, v, block.Lod[index], block.Footprints[index], ref block.Texture(index), mask);
    }

    /// <summary>Samples where directions point to; by itself, as well.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SampleDirections(Sampler sampler, int index, PixelBlock block, uint mask)
    {
        Vector512<int> faces = BlockDirections.Faces(block.Coordinates[index], out Vector512<float> u, out Vector512<float> v);
        if (sampler.State.Kind == TextureKind.Cube)
        {
            sampler.Sample(u, v, block.Lod[index], faces, ref block.Texture(index), mask);
            return;
        }

        // As for a pixel: -1 to 1, and v upwards.
        u = ((u * 2) - Vector512<float>.One) * sampler.Scale.X;
        v = (Vector512<float>.One - (v * 2)) * sampler.Scale.Y;
        sampler.Sample(u, v, block.Lod[index], ref block.Texture(index), mask);
    }

    /// <summary>Samples where a bump map moves coordinates to; by itself, as well.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SampleBumps(Sampler sampler, int index, PixelBlock block, uint mask)
    {
        int input = _call!.PixelProgram.Textures[index].Input;
        ColorMask signs = samplers[input] is { } map ? map.State.SignedComponents : ColorMask.None;
        ref ColorBlock bumps = ref block.Texture(Math.Min(input, index - 1));
        ref ColorBlock coordinates = ref block.Coordinates[index];
        (Vector512<float> u, Vector512<float> v) = (coordinates.X / coordinates.W, coordinates.Y / coordinates.W);
        BlockBump.Move(_call.PixelConstants.BumpMatrix[index], bumps, signs, ref u, ref v);
        sampler.Sample(u, v, block.Lod[index], ref block.Texture(index), mask);
        if (_operations[index] == TextureOperation.BumpEnvironmentLuminance)
        {
            BlockBump.Dim(_call.PixelConstants.BumpLuminance[index], bumps, signs, ref block.Texture(index));
        }
    }
}
