using System.Buffers;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>Moves surfaces between guest memory and the host's images.</summary>
internal static class SurfaceTransfer
{
    private const float DepthScale = 1 << 24;

    /// <summary>Fills an image from memory.</summary>
    public static void Upload(IGpuBackend backend, IRamBlock memory, CachedSurface surface)
    {
        int count = surface.Width * surface.Height;
        uint[] words = ArrayPool<uint>.Shared.Rent(count);
        Span<uint> pixels = words.AsSpan(0, count);
        pixels.Clear();
        ReadMemory(memory, surface, pixels);
        if (surface.Key.IsDepth)
        {
            UploadDepth(backend, surface, pixels);
        }
        else
        {
            foreach (ref uint pixel in pixels)
            {
                pixel = PixelUniforms.ToWord(ColorCodec.Decode(surface.Key.ColorFormat, pixel));
            }

            backend.WriteImage(surface.Image, new GpuRegion(surface.Area), MemoryMarshal.AsBytes(pixels));
        }

        ArrayPool<uint>.Shared.Return(words);
    }

    /// <summary>Writes what was drawn back to memory.</summary>
    public static void Download(IGpuBackend backend, IRamBlock memory, CachedSurface surface)
    {
        Rectangle area = surface.Dirty;
        int count = (area.Right - area.Left) * (area.Bottom - area.Top);
        uint[] words = ArrayPool<uint>.Shared.Rent(count);
        Span<uint> pixels = words.AsSpan(0, count);
        if (surface.Key.IsDepth)
        {
            DownloadDepth(backend, surface, area, pixels);
        }
        else
        {
            DownloadColors(backend, surface, area, pixels);
        }

        WriteMemory(memory, surface, area, pixels);
        ArrayPool<uint>.Shared.Return(words);
    }

    /// <summary>Reads colours as memory would have them, pixels without gaps.</summary>
    public static void Download(IGpuBackend backend, CachedSurface surface, Rectangle area, Span<byte> bytes)
    {
        int pixelBytes = surface.Key.PixelBytes;
        uint[] words = ArrayPool<uint>.Shared.Rent(bytes.Length / pixelBytes);
        Span<uint> pixels = words.AsSpan(0, bytes.Length / pixelBytes);
        DownloadColors(backend, surface, area, pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            MemoryMarshal.AsBytes(pixels.Slice(i, 1))[..pixelBytes].CopyTo(bytes[(i * pixelBytes)..]);
        }

        ArrayPool<uint>.Shared.Return(words);
    }

    private static void DownloadColors(IGpuBackend backend, CachedSurface surface, Rectangle area, Span<uint> pixels)
    {
        backend.ReadImage(surface.Image, new GpuRegion(area), MemoryMarshal.AsBytes(pixels));
        foreach (ref uint pixel in pixels)
        {
            // Red and blue change places, as on the way there.
            pixel = ColorCodec.Encode(surface.Key.ColorFormat, PixelUniforms.ToWord(pixel));
        }
    }

    private static void ReadMemory(IRamBlock memory, CachedSurface surface, Span<uint> pixels)
    {
        using RamLease lease = memory.Lease(surface.Key.Surface.Offset, surface.SizeBytes, RamAccess.Read);
        RenderTarget layout = surface.Key.Target;
        var view = new SurfaceView(lease.Span, surface.Key.PixelBytes, surface.Key.Surface.Pitch, layout);
        for (int y = 0; y < surface.Height; y++)
        {
            for (int x = 0; x < surface.Width; x++)
            {
                int location = view.Locate(x, y);
                pixels[(y * surface.Width) + x] = location < 0 ? 0 : view.Read(location);
            }
        }
    }

    private static void WriteMemory(IRamBlock memory, CachedSurface surface, Rectangle area, ReadOnlySpan<uint> pixels)
    {
        using RamLease lease = memory.Lease(surface.Key.Surface.Offset, surface.SizeBytes, RamAccess.ReadWrite);
        RenderTarget layout = surface.Key.Target;
        var view = new SurfaceView(lease.Span, surface.Key.PixelBytes, surface.Key.Surface.Pitch, layout);
        int source = 0;
        for (int y = area.Top; y < area.Bottom; y++)
        {
            for (int x = area.Left; x < area.Right; x++)
            {
                int location = view.Locate(x, y);
                if (location >= 0)
                {
                    view.Write(location, pixels[source]);
                }

                source++;
            }
        }
    }

    private static void UploadDepth(IGpuBackend backend, CachedSurface surface, ReadOnlySpan<uint> pixels)
    {
        bool is16 = surface.Key.DepthFormat == DepthFormat.Z16;
        float[] depth = ArrayPool<float>.Shared.Rent(pixels.Length);
        byte[] stencil = ArrayPool<byte>.Shared.Rent(pixels.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            depth[i] = (is16 ? pixels[i] : pixels[i] >> 8) / DepthScale;
            stencil[i] = (byte)(is16 ? 0 : pixels[i]);
        }

        backend.WriteImage(surface.Image, new GpuRegion(surface.Area, Aspect: GpuAspect.Depth), MemoryMarshal.AsBytes(depth.AsSpan(0, pixels.Length)));
        backend.WriteImage(surface.Image, new GpuRegion(surface.Area, Aspect: GpuAspect.Stencil), stencil.AsSpan(0, pixels.Length));
        ArrayPool<float>.Shared.Return(depth);
        ArrayPool<byte>.Shared.Return(stencil);
    }

    private static void DownloadDepth(IGpuBackend backend, CachedSurface surface, Rectangle area, Span<uint> pixels)
    {
        bool is16 = surface.Key.DepthFormat == DepthFormat.Z16;
        float[] depth = ArrayPool<float>.Shared.Rent(pixels.Length);
        byte[] stencil = ArrayPool<byte>.Shared.Rent(pixels.Length);
        backend.ReadImage(surface.Image, new GpuRegion(area, Aspect: GpuAspect.Depth), MemoryMarshal.AsBytes(depth.AsSpan(0, pixels.Length)));
        backend.ReadImage(surface.Image, new GpuRegion(area, Aspect: GpuAspect.Stencil), stencil.AsSpan(0, pixels.Length));
        for (int i = 0; i < pixels.Length; i++)
        {
            uint bits = (uint)(depth[i] * DepthScale);
            pixels[i] = is16 ? bits : (bits << 8) | stencil[i];
        }

        ArrayPool<float>.Shared.Return(depth);
        ArrayPool<byte>.Shared.Return(stencil);
    }
}
