using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The shape of a texture on the host, and how it gets there.</summary>
internal static class TextureUpload
{
    /// <summary>Most texels of an image: 256 MiB.</summary>
    private const long MaxTexels = 64 << 20;

    /// <summary>Mip levels on the host: down to one texel.</summary>
    public static int LevelsOf(in TextureState state)
    {
        int depth = state.Kind == TextureKind.ThreeDimensional ? state.Depth : 1;
        int largest = Math.Max(Math.Max(state.Width, state.Height), Math.Max(depth, 1));
        return Math.Min(state.Levels, BitOperations.Log2((uint)largest) + 1);
    }

    /// <summary>The image of a texture.</summary>
    /// <remarks>A level with a border is larger than half the one before; the host's first level is large enough that all fit.</remarks>
    public static GpuImageDescription Describe(in TextureState state)
    {
        int levels = LevelsOf(state);
        bool isVolume = state.Kind == TextureKind.ThreeDimensional;
        int border = 2 * TextureCode.Of(state, TextureOperation.Project2D).Border;
        int depth = isVolume ? Size(state.Depth, levels, border) : state.Kind == TextureKind.Cube ? 6 : 1;
        return new GpuImageDescription(
            isVolume ? GpuImageKind.Volume : GpuImageKind.Layers,
            GpuFormat.Texels,
            Size(state.Width, levels, border),
            Size(state.Height, levels, border),
            depth,
            levels);
    }

    /// <summary>Texels of an image's first level.</summary>
    public static long TexelsOf(GpuImageDescription image) => (long)image.Width * image.Height * image.Depth;

    /// <summary>Whether there is such an image. What the chip could not have in its memory has none, and shows 0.</summary>
    public static bool Fits(in TextureState state, GpuLimits limits)
    {
        if (state.Width < 1 || state.Height < 1 || state.Depth < 1 || state.Levels < 1 || TextureImage.IsTooLarge(state))
        {
            return false;
        }

        GpuImageDescription image = Describe(state);
        int most = image.Kind == GpuImageKind.Volume ? limits.MaxVolumeSize : limits.MaxImageSize;
        return image.Width <= most && image.Height <= most && (image.Kind != GpuImageKind.Volume || image.Depth <= most) && TexelsOf(image) <= MaxTexels;
    }

    /// <summary>Fills an image.</summary>
    public static void Upload(IGpuBackend backend, GpuImage image, in TextureState state, TextureImage decoded)
    {
        bool isDepth = TexelFormat.IsDepth(state.Format);
        bool isVolume = state.Kind == TextureKind.ThreeDimensional;
        int faces = state.Kind == TextureKind.Cube ? 6 : 1;
        for (int face = 0; face < faces; face++)
        {
            for (int number = 0; number < LevelsOf(state); number++)
            {
                TextureLevel level = decoded.Level(face, number);
                GpuRegion region = RegionOf(state, face, number);
                var words = new uint[region.PixelCount];

                // A level that is a texel of 0 instead, as those before are large enough, is 0 all over.
                for (int i = 0; i < Math.Min(words.Length, level.Texels.Length); i++)
                {
                    words[i] = isDepth ? level.Texels[i] : PixelUniforms.ToWord(level.Texels[i]);
                }

                backend.WriteImage(image, region, MemoryMarshal.AsBytes<uint>(words));
            }
        }
    }

    /// <summary>All of a level, with its border. What is no volume shows its first slice, whatever depth the guest gives it.</summary>
    private static GpuRegion RegionOf(in TextureState state, int face, int level)
    {
        int border = 2 * TextureCode.Of(state, TextureOperation.Project2D).Border;
        bool isVolume = state.Kind == TextureKind.ThreeDimensional;
        var area = new Rectangle(0, 0, Math.Max(state.Width >> level, 1) + border, Math.Max(state.Height >> level, 1) + border);
        return new GpuRegion(area, level, face, isVolume ? Math.Max(state.Depth >> level, 1) + border : 1);
    }

    private static int Size(int size, int levels, int border)
    {
        int most = size + border;
        for (int level = 1; border > 0 && level < levels; level++)
        {
            most = Math.Max(most, (Math.Max(size >> level, 1) + border) << level);
        }

        return most;
    }
}
