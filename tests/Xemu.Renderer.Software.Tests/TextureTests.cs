using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Numbers are from pictures of the console (the test program nxdk_pgraph_tests).</summary>
public sealed class TextureTests
{
    private static readonly TextureStage Project = new() { Operation = TextureOperation.Project2D };

    [Fact]
    public void SignedComponent_Sampled_CountsTwice()
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 2, 1, 100, 64, 127, 255, 128, 255, 1, 255);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { SignedComponents = ColorMask.Red | ColorMask.Green };

        bench.Draw(2, 1, new Vector4(2, 1, 0, 1));

        Assert.Equal(0xFFFE_8064u, bench.Bench.Pixel(0, 0));
        Assert.Equal(0xFF02_0080u, bench.Bench.Pixel(1, 0));
    }

    [Fact]
    public void Y16_Sampled_IsTheLowerHalf()
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y16, 1, 1, 0x34, 0x12);

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1));

        Assert.Equal(0xFFFF_1234u, bench.Bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(ColorMask.None)]
    [InlineData(ColorMask.Blue | ColorMask.Green)]
    public void Bump_WithASignedByte_MovesByItOver128(ColorMask signs)
    {
        using var bench = new TextureBench(Project, new TextureStage { Operation = TextureOperation.BumpEnvironment });
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 1, 1, 64, 0x80, 0, 255);
        bench.SetTexture(1, TextureFormat.A8R8G8B8, 4, 1, 1, 0, 0, 255, 2, 0, 0, 255, 3, 0, 0, 255, 4, 0, 0, 255);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { SignedComponents = signs };
        bench.Call.PixelConstants.BumpMatrix[1] = new Vector4(2, 0, -2, 0);

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1), new Vector4(1, 1, 0, 1));

        // 0.5 of the pixel's centre, 64/128 of blue twice, -128/128 of green minus twice.
        Assert.Equal(0xFF00_0004u, bench.Bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(24, 6)]
    [InlineData(16, 7)]
    public void PlaceBetweenTexels_UpperTriangle_IsBelowWhereTheAreaHasNoExactReciprocal(int size, int row)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y8, 1, 2 * size, [.. Enumerable.Range(0, 2 * size).Select(static y => (byte)y)]);

        bench.Draw(size, size, new Vector4(1, 2 * size, 0, 1));

        Assert.Equal((uint)row, bench.Bench.Pixel(10, 3) & 0xFF);
    }

    [Fact]
    public void BumpLuminance_Sampled_IsCutOffAndLeavesAlphaAlone()
    {
        using var bench = new TextureBench(Project, new TextureStage { Operation = TextureOperation.BumpEnvironmentLuminance });
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 1, 1, 0, 0, 51, 255);
        bench.SetTexture(1, TextureFormat.A8R8G8B8, 1, 1, 41, 80, 121, 160);
        bench.Call.PixelConstants.BumpLuminance[1] = new Vector4(1, 0.3f, 0, 0);

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1), new Vector4(1, 1, 0, 1));

        Assert.Equal(0xA03C_2814u, bench.Bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(42, 237, 111, 0xFF01_02F8u)]
    [InlineData(96, 159, 131, 0xFF60_4F9Au)]
    [InlineData(165, 81, 128, 0xFFAD_C24Eu)]
    public void LuminanceAndChrominance_Converted_AreCutOffOneByOne(byte y, byte cb, byte cr, uint expected)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Yuy2, 2, 1, y, cb, 0, cr);
        bench.Call.State = bench.Call.State with { ConvertsTextures = true };

        bench.Draw(2, 1, new Vector4(2, 1, 0, 1));

        Assert.Equal(expected, bench.Bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(TextureFormat.Depth16, 7.5f, 8f)]
    [InlineData(TextureFormat.Depth16, 7.4f, 7f)]
    [InlineData(TextureFormat.Depth16Float, 470.0288f, 470f)]
    [InlineData(TextureFormat.Depth16Float, 490.05615f, 490f)]
    public void Depth_Compared_IsRoundedToTheFormat(TextureFormat format, float depth, float expected) =>
        Assert.Equal(expected, DepthCodec.Round(format, depth), 6);

    [Theory]
    [InlineData(TextureFilter.Nearest, 255, 0)]
    [InlineData(TextureFilter.Linear, 191, 64)]
    public void Depth_ComparedWithAFilter_IsTheShareOfTexelsThatPass(TextureFilter filter, int left, int right)
    {
        using var bench = new TextureBench(new TextureStage { Operation = TextureOperation.Project3D });
        bench.SetTexture(0, TextureFormat.Depth16, 2, 1, 10, 0, 20, 0);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { MinFilter = filter, MagFilter = filter, ShadowFunction = CompareFunction.LessOrEqual };

        bench.Draw(4, 1, new Vector4(2, 1, 15, 1));

        // The middle pixels lie a quarter from their texel to the other one.
        Assert.Equal((uint)left, bench.Bench.Pixel(1, 0) & 0xFF);
        Assert.Equal((uint)right, bench.Bench.Pixel(2, 0) & 0xFF);
    }

    [Theory]
    [InlineData(0x7E8F, 0x5E66, 0x0A8B_2D2Du, 0, 0xFF5B_D032u)]
    [InlineData(0x7E8F, 0x5E66, 0x0A8B_2D2Du, 1, 0xFF67_CE46u)]
    [InlineData(0x7E8F, 0x5E66, 0x0A8B_2D2Du, 4, 0xFF5D_CF30u)]
    [InlineData(0x7E8F, 0x5E66, 0x0A8B_2D2Du, 5, 0xFF61_D14Cu)]
    [InlineData(0xFFFF, 0x0821, 0x5555_5555u, 1, 0xFF00_0000u)]
    [InlineData(0xFFFF, 0x0821, 0x5555_5555u, 11, 0xFF0B_0000u)]
    [InlineData(0xFFFF, 0x0821, 0x5555_5555u, 10, 0xFF00_0500u)]
    [InlineData(0xFFFF, 0x0821, 0x0000_0000u, 9, 0xFFFF_FFFFu)]
    public void Dxt1_Decoded_IsDitheredWithinTheBlock(int first, int second, uint indices, int texel, uint expected)
    {
        byte[] block = [.. BitConverter.GetBytes((ushort)first), .. BitConverter.GetBytes((ushort)second), .. BitConverter.GetBytes(indices)];
        uint[] texels = new uint[16];

        S3tc.Decode(TextureFormat.Dxt1, block, texels);

        Assert.Equal(expected, texels[texel]);
    }

    [Theory]
    [InlineData(0.25f, 0xFF08_0000u, 0xFF18_0000u)]
    [InlineData(0.75f, 0xFF10_0000u, 0xFF21_0000u)]
    public void CompressedVolume_Sampled_HasTheSlicesOfABlockTogether(float slice, uint left, uint right)
    {
        using var bench = new TextureBench(new TextureStage { Operation = TextureOperation.Project3D });
        bench.SetTexture(0, TextureFormat.Dxt3, 8, 4, [.. Block(1), .. Block(2), .. Block(3), .. Block(4)]);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { Kind = TextureKind.ThreeDimensional, Layout = SurfaceLayout.Swizzled, Depth = 2 };

        bench.Draw(8, 4, new Vector4(1, 1, slice, 1));

        Assert.Equal(left, bench.Bench.Pixel(0, 0));
        Assert.Equal(right, bench.Bench.Pixel(7, 0));
    }

    [Fact]
    public void DotZW_Drawn_ReplacesTheDepthByTheQuotient()
    {
        using var bench = new TextureBench(
            Project, new TextureStage { Operation = TextureOperation.DotProduct }, new TextureStage { Operation = TextureOperation.DotZW });
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 1, 1, 255, 255, 255, 255);
        bench.Call.State = bench.Call.State with { IsDepthTested = true, WritesDepth = true, DepthFunction = CompareFunction.Always };

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1), new Vector4(0, 0, 1000, 1), new Vector4(0, 0, 8, 1));

        Assert.Equal(125u, bench.Bench.Depth(0, 0) >> 8);
    }

    [Theory]
    [InlineData(TextureAddress.Wrap, 1, 1f, 1, 1)]
    [InlineData(TextureAddress.Wrap, 0, 1f, 1, 4)]
    [InlineData(TextureAddress.Mirror, 1, 1f, 1, 4)]
    [InlineData(TextureAddress.Wrap, 1, 0.75f, 4, 4)]
    [InlineData(TextureAddress.Wrap, 1, 0.375f, 1, 2)]
    public void Cylinder_Wrapped_TakesTheShorterWayWhereItRepeats(TextureAddress address, byte wraps, float end, int left, int right)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y8, 4, 1, 1, 2, 3, 4);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { Layout = SurfaceLayout.Swizzled, AddressU = address, CylinderWraps = wraps };

        bench.Draw(4, 1, new Vector4(end, 1, 0, 1));

        Assert.Equal((uint)left, bench.Bench.Pixel(0, 0) & 0xFF);
        Assert.Equal((uint)right, bench.Bench.Pixel(3, 0) & 0xFF);
    }

    [Theory]
    [InlineData(1, 4f, 64)]
    [InlineData(2, 4f, 80)]
    [InlineData(4, 4f, 56)]
    [InlineData(8, 4f, 56)]
    [InlineData(4, 2.5f, 13)]
    [InlineData(2, 1.75f, 8)]
    [InlineData(2, 1.2f, 0)]
    public void Anisotropy_AlongRows_TakesPairsOfSamplesATexelApart(int most, float texelsAPixel, int expected)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y8, 1, 16, [.. Enumerable.Range(0, 16).Select(static y => (byte)Math.Min(16 * y * y, 255))]);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { MaxAnisotropy = most };

        bench.Draw(4, 4, new Vector4(1, 4 * texelsAPixel, 0, 1));

        // The first pixel's centre is half a step down.
        Assert.Equal((uint)expected, bench.Bench.Pixel(0, 0) & 0xFF);
    }

    [Fact]
    public void Brdf_Drawn_SamplesAtBothPolarAnglesAndTheAzimuthBetween()
    {
        using var bench = new TextureBench(Project, Project, new TextureStage { Operation = TextureOperation.Brdf });

        // Polar angles in the upper halves, 0.75 and 0.25; azimuths in the lower ones, 0.75 of the eye and 0.5625 of the light.
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 1, 1, 0, 0xC0, 0, 0xC0);
        bench.SetTexture(1, TextureFormat.A8R8G8B8, 1, 1, 0, 0x90, 0, 0x40);
        bench.SetTexture(2, TextureFormat.Y8, 4, 4, [.. Enumerable.Range(0, 64).Select(static i => (byte)i)]);
        bench.Call.Textures[2] = bench.Call.Textures[2] with
        {
            Kind = TextureKind.ThreeDimensional,
            Layout = SurfaceLayout.Swizzled,
            Depth = 4,
            AddressP = TextureAddress.Wrap,
        };

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1), new Vector4(1, 1, 0, 1), new Vector4(0, 0, 0, 1));

        // Column 3, row 1, slice 3, whose bits take turns.
        Assert.Equal(0b101_111u, bench.Bench.Pixel(0, 0) & 0xFF);
    }

    [Fact]
    public void Reflection_OfNoNormal_IsTheFirstTexelOfTheFirstFace()
    {
        var dot = new TextureStage { Operation = TextureOperation.DotProduct };
        using var bench = new TextureBench(Project, dot, dot, new TextureStage { Operation = TextureOperation.DotReflectSpecular });
        bench.SetTexture(0, TextureFormat.A8R8G8B8, 1, 1, 0, 0, 0, 255);
        bench.SetTexture(3, TextureFormat.Y8, 1, 6, 10, 20, 30, 40, 50, 60);
        bench.Call.Textures[3] = bench.Call.Textures[3] with { Kind = TextureKind.Cube, Layout = SurfaceLayout.Swizzled, Height = 1 };

        bench.Draw(1, 1, new Vector4(1, 1, 0, 1), new Vector4(1, 0, 0, 1), new Vector4(0, 1, 0, 1), new Vector4(0, 0, 1, 1));

        Assert.Equal(10u, bench.Bench.Pixel(0, 0) & 0xFF);
    }

    [Theory]
    [InlineData(ColorMask.None, 0x7FE0_3FFFu, 0x3F9E_9FFFu)]
    [InlineData(ColorMask.Alpha, 0x00E0_3FFFu, 0x009E_9FFFu)]
    public void WideTexels_Filtered_AreNumbersOf16Bits(ColorMask signs, uint left, uint right)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.R16B16, 2, 1, 0xFF, 0x0F, 0x00, 0xA0, 0xFF, 0xCF, 0x7E, 0x1F);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { MagFilter = TextureFilter.Linear, MinFilter = TextureFilter.Linear, SignedComponents = signs };

        bench.Draw(4, 1, new Vector4(2, 1, 0, 1));

        // A quarter of the way from 0xA000 and 0x0FFF to 0x1F7E and 0xCFFF, and back; an alpha below 0 is drawn as 0.
        Assert.Equal(left, bench.Bench.Pixel(1, 0));
        Assert.Equal(right, bench.Bench.Pixel(2, 0));
    }

    [Fact]
    public void Level_OfAnyPixel_IsThatOfItsSquareOfFour()
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y8, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2);
        bench.Call.Textures[0] = bench.Call.Textures[0] with
        {
            Layout = SurfaceLayout.Swizzled,
            Levels = 2,
            Pitch = 0,
            MinFilter = TextureFilter.NearestMipNearest,
        };

        bench.Draw(4, 1, new Vector4(4, 1, 0, 1));
        bench.Call.Vertices[DrawCall.AttributeCount + 9].W = 5;
        bench.Call.Vertices[(2 * DrawCall.AttributeCount) + 9].W = 5;
        bench.Bench.Renderer.Draw(bench.Call);

        // From pixel to pixel there are 2.1, 0.9 and 0.5 texels.
        Assert.Equal([2u, 2u, 1u, 1u], Enumerable.Range(0, 4).Select(x => bench.Bench.Pixel(x, 0) & 0xFF));
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 90)]
    public void Convolution_OfTexels_IsAQuincunxOrGaussian(bool isGaussian, int expected)
    {
        using var bench = new TextureBench(Project);
        bench.SetTexture(0, TextureFormat.Y8, 3, 3, 80, 40, 80, 120, 80, 80, 200, 80, 120);
        bench.Call.Textures[0] = bench.Call.Textures[0] with { MinFilter = TextureFilter.Convolution, MagFilter = TextureFilter.Convolution, IsGaussian = isGaussian };

        bench.Draw(3, 3, new Vector4(3, 3, 0, 1));

        Assert.Equal((uint)expected, bench.Bench.Pixel(1, 1) & 0xFF);
    }

    /// <summary>A block of one red, 0 to 31, without transparency.</summary>
    private static byte[] Block(int red) => [255, 255, 255, 255, 255, 255, 255, 255, 0, (byte)(red << 3), 0, (byte)(red << 3), 0, 0, 0, 0];
}
