using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The shape of a texture on the host, and how it gets there.</summary>
internal static class TextureUpload
{
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

    /// <summary>Whether there is such an image.</summary>
    public static bool Fits(in TextureState state, GpuLimits limits)
    {
        if (state.Width < 1 || state.Height < 1 || state.Depth < 1 || state.Levels < 1)
        {
            return false;
        }

        GpuImageDescription image = Describe(state);
        int most = image.Kind == GpuImageKind.Volume ? limits.MaxVolumeSize : limits.MaxImageSize;
        return image.Width <= most && image.Height <= most && (image.Kind != GpuImageKind.Volume || image.Depth <= most);
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
                if (ReferenceEquals(level, TextureImage.Nothing))
                {
                    level = Empty(state, number);
                }

                int border = 2 * level.Border;
                var area = new Rectangle(0, 0, level.Width + border, level.Height + border);

                // What is no volume shows its first slice, whatever depth the guest gives it.
                var region = new GpuRegion(area, number, face, isVolume ? level.Depth + (2 * level.BorderSlices) : 1);
                var words = new uint[region.PixelCount];
                for (int i = 0; i < words.Length; i++)
                {
                    words[i] = isDepth ? level.Texels[i] : PixelUniforms.ToWord(level.Texels[i]);
                }

                backend.WriteImage(image, region, MemoryMarshal.AsBytes<uint>(words));
            }
        }
    }

    /// <summary>Texels of 0 in all the places of a level.</summary>
    private static TextureLevel Empty(in TextureState state, int level)
    {
        (int width, int height) = (Math.Max(state.Width >> level, 1), Math.Max(state.Height >> level, 1));
        int depth = state.Kind == TextureKind.ThreeDimensional ? Math.Max(state.Depth >> level, 1) : 1;
        return new TextureLevel(width, height, depth, 0, 0, new uint[(long)width * height * depth]);
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
