using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Texture stages of a whole block give what they give pixel by pixel, bit for bit.</summary>
public sealed class BlockStageTests
{
    private static readonly TextureOperation[] Operations =
        [TextureOperation.None, TextureOperation.Project2D, TextureOperation.CubeMap, TextureOperation.BumpEnvironment, TextureOperation.BumpEnvironmentLuminance];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Stages_OfCubesAndBumps_GiveABlockWhatTheyGivePixels(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++)
        {
            (DrawCall call, TextureImage[] images) = AnyDraw(random);
            (PixelBlock block, PixelBlock pixels) = (new PixelBlock(), new PixelBlock());
            (TextureStages whole, TextureStages each) = (new TextureStages(), new TextureStages());
            whole.Begin(call, images, block);
            each.Begin(call, images, pixels);
            Assert.True(whole.RunsBlocks);
            Scramble(random, block, pixels);
            uint mask = random.Next(4) == 0 ? Lanes.All : (uint)random.Next(1, 1 << Lanes.Count);

            Assert.Equal(mask, whole.Run(block, mask));
            Assert.Equal(mask, each.RunEach(pixels, mask));

            for (int place = 0; place < DrawCall.TextureCount * Lanes.Count; place++)
            {
                (int stage, int lane) = (place / Lanes.Count, place % Lanes.Count);
                (Vector4 expected, Vector4 actual) = (pixels.Texture(stage).Get(lane), block.Texture(stage).Get(lane));
                Assert.True(
                    (mask >> lane & 1) == 0 || BlockTests.Same(expected, actual),
                    $"{call.PixelProgram.Textures[stage]} of {call.Textures[stage]} at {pixels.Coordinates[stage].Get(lane)}: {expected} and not {actual}");
            }
        }
    }

    /// <summary>Edges between faces, corners, and what is no direction.</summary>
    [Theory]
    [InlineData(1f, 1f, 1f, 0, 0f, 0f)]
    [InlineData(-1f, 1f, 1f, 1, 1f, 0f)]
    [InlineData(0f, 1f, 1f, 2, 0.5f, 1f)]
    [InlineData(0f, -1f, 1f, 3, 0.5f, 0f)]
    [InlineData(0f, 0f, 1f, 4, 0.5f, 0.5f)]
    [InlineData(0.25f, 0f, -1f, 5, 0.375f, 0.5f)]
    public void Direction_OfACube_PointsToAFace(float x, float y, float z, int face, float u, float v)
    {
        Vector512<int> faces = BlockDirections.Faces(ColorBlock.Of(new Vector4(x, y, z, 1)), out Vector512<float> placeU, out Vector512<float> placeV);

        Assert.Equal((face, u, v), (faces[0], placeU[15], placeV[7]));
    }

    private static (DrawCall Call, TextureImage[] Images) AnyDraw(Random random)
    {
        DrawCall call = PlainDraw.Create(RendererBench.Target);
        var stages = new TextureStage[DrawCall.TextureCount];
        var images = new TextureImage[DrawCall.TextureCount];
        for (int i = 0; i < stages.Length; i++)
        {
            // The first stage has nothing before it that could move its coordinates.
            stages[i] = new TextureStage { Operation = Operations[random.Next(i == 0 ? 3 : Operations.Length)], Input = random.Next(Math.Max(i, 1)) };
            TextureState state = BlockTests.AnyPlainTexture(random) with { MaxAnisotropy = random.Next(2) == 0 ? 1 : 4 };
            bool isCube = stages[i].Operation == TextureOperation.CubeMap && random.Next(4) != 0;
            state = isCube ? state with { Kind = TextureKind.Cube, Layout = SurfaceLayout.Swizzled, Height = state.Width } : state;
            var bytes = new byte[TextureMemory.Range(state, uint.MaxValue).Length];
            random.NextBytes(bytes);
            (call.Textures[i], images[i]) = (state, new TextureImage(state, bytes, []));
            call.PixelConstants.BumpMatrix[i] = AnyVector(random);
            call.PixelConstants.BumpLuminance[i] = AnyVector(random);
        }

        call.PixelProgram = new PixelProgram { Textures = [.. stages], Combiners = DrawBench.Diffuse().Combiners, Final = DrawBench.Diffuse().Final };
        return (call, images);
    }

    private static void Scramble(Random random, PixelBlock block, PixelBlock other)
    {
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            block.Coordinates[i] = new ColorBlock
            {
                X = BlockTests.AnyNumbers(random, 8),
                Y = BlockTests.AnyNumbers(random, 8),
                Z = BlockTests.AnyNumbers(random, 8),
                W = random.Next(2) == 0 ? Vector512<float>.One : BlockTests.AnyNumbers(random, 3),
            };
            block.Lod[i] = BlockTests.AnyNumbers(random, 6);
            block.Footprints[i] = new Footprint { StepU = BlockTests.AnyNumbers(random, 1), StepV = BlockTests.AnyNumbers(random, 1), Count = BlockTests.AnyCounts(random, 4) };
            (other.Coordinates[i], other.Lod[i], other.Footprints[i]) = (block.Coordinates[i], block.Lod[i], block.Footprints[i]);
        }
    }

    private static Vector4 AnyVector(Random random) => new(random.NextSingle() - 0.5f, random.NextSingle(), random.NextSingle() - 0.5f, random.NextSingle());
}
