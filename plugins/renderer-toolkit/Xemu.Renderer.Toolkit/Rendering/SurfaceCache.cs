using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>The surfaces on the host. Where two overlap in memory, the one in use is kept and the other goes back to memory.</summary>
internal sealed class SurfaceCache
{
    private const int Capacity = 64;
    private const long CapacityPixels = 32L << 20;

    private readonly IGpuBackend _backend;
    private readonly PassTracker _pass;
    private readonly IRamBlock _memory;
    private readonly Lock _gate;
    private readonly Dictionary<SurfaceKey, CachedSurface> _surfaces = [];
    private long _pixels;
    private long _time;

    /// <summary>A cache without surfaces.</summary>
    /// <param name="backend">The host's GPU.</param>
    /// <param name="pass">The pass to end before a transfer.</param>
    /// <param name="memory">The RAM.</param>
    /// <param name="gate">Held by all who come here; accesses by others come on any thread.</param>
    public SurfaceCache(IGpuBackend backend, PassTracker pass, IRamBlock memory, Lock gate)
    {
        _backend = backend;
        _pass = pass;
        _memory = memory;
        _gate = gate;
    }

    /// <summary>Times that a surface was filled from memory.</summary>
    public long Uploads { get; private set; }

    /// <summary>Times that a surface was written back.</summary>
    public long WriteBacks { get; private set; }

    /// <summary>Finds or makes a surface with its content.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="area">What is touched of it, in samples.</param>
    /// <param name="other">A surface that must stay, or null.</param>
    /// <returns>The surface; null where it lies outside of memory, or where it would push the other one out.</returns>
    public CachedSurface? Get(in SurfaceKey key, Rectangle area, CachedSurface? other)
    {
        (int width, int height) = SizeOf(key, area);
        int bytes = key.Range(width, height, _memory.SizeBytes).Length;
        if (bytes == 0 || other?.Overlaps(key.Surface.Offset, (ulong)bytes) == true)
        {
            return null;
        }

        if (!_surfaces.TryGetValue(key, out CachedSurface? surface)
            || surface.Height < height
            || other?.Overlaps(key.Surface.Offset, (ulong)surface.SizeBytes) == true)
        {
            DropOverlapping(key.Surface.Offset, (ulong)bytes, except: null);
            surface = Make(key, width, height, bytes, other);
        }
        else
        {
            DropOverlapping(key.Surface.Offset, (ulong)surface.SizeBytes, except: surface);
        }

        surface.LastUse = ++_time;
        Refresh(surface);
        return surface;
    }

    /// <summary>A surface whose image a texture can be copied of, or null.</summary>
    public CachedSurface? FindDrawn(in TextureState texture)
    {
        foreach (CachedSurface surface in _surfaces.Values)
        {
            if (!surface.IsStale && surface.IsDrawn(texture))
            {
                return surface;
            }
        }

        return null;
    }

    /// <summary>The surface that has rows of colours as they are, and where in it they lie.</summary>
    /// <param name="rows">The rows; whole ones.</param>
    /// <param name="rowBytes">Bytes of one.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="pixelBytes">Bytes of a pixel.</param>
    public (CachedSurface Surface, Rectangle Area)? FindRows(MemoryRows rows, int rowBytes, int count, int pixelBytes)
    {
        if (rows.Pitch <= 0 || rows.Offset < rows.First || rowBytes % pixelBytes != 0 || rows.Row(count - 1, rowBytes, _memory.SizeBytes).Length != rowBytes)
        {
            return null;
        }

        foreach (CachedSurface surface in _surfaces.Values)
        {
            SurfaceKey key = surface.Key;
            if (surface.IsStale || key.IsDepth || key.PixelBytes != pixelBytes || key.Layout != SurfaceLayout.Pitch || key.Surface.Pitch != rows.Pitch || rows.Offset < key.Surface.Offset)
            {
                continue;
            }

            (ulong y, ulong x) = Math.DivRem(rows.Offset - key.Surface.Offset, (ulong)rows.Pitch);
            (ulong right, ulong bottom) = ((x + (uint)rowBytes) / (uint)pixelBytes, y + (uint)count);
            if (x % (uint)pixelBytes == 0 && right <= (ulong)surface.Width && bottom <= (ulong)surface.Height && ((bottom - 1) * (ulong)rows.Pitch) + x + (uint)rowBytes <= (ulong)surface.SizeBytes)
            {
                return (surface, new Rectangle((int)x / pixelBytes, (int)y, (int)right, (int)bottom));
            }
        }

        return null;
    }

    /// <summary>Notes what was drawn.</summary>
    public void MarkDirty(CachedSurface surface, Rectangle area)
    {
        Rectangle drawn = area.Intersect(surface.Area);
        if (drawn.IsEmpty)
        {
            return;
        }

        Rectangle dirty = surface.Dirty;
        surface.Dirty = dirty.IsEmpty ? drawn : new Rectangle(
            Math.Min(dirty.Left, drawn.Left), Math.Min(dirty.Top, drawn.Top), Math.Max(dirty.Right, drawn.Right), Math.Max(dirty.Bottom, drawn.Bottom));
        surface.Version = ++_time;
        surface.Claim(_memory);
    }

    /// <summary>Makes memory in a range as new as what was drawn.</summary>
    public void WriteBack(ulong offset, ulong length)
    {
        foreach (CachedSurface surface in _surfaces.Values)
        {
            if (surface.Overlaps(offset, length))
            {
                WriteBack(surface);
            }
        }
    }

    /// <summary>Makes all memory so.</summary>
    public void WriteBackAll() => WriteBack(0, _memory.SizeBytes);

    /// <summary>Somebody is about to touch a surface's memory.</summary>
    public void BeforeAccess(CachedSurface surface, RamAccess access)
    {
        lock (_gate)
        {
            if (surface.IsInTransfer)
            {
                return;
            }

            WriteBack(surface);
            if ((access & RamAccess.Write) != 0)
            {
                surface.IsStale = true;
                surface.Release();
            }
        }
    }

    /// <summary>Gives all surfaces up, without writing them back.</summary>
    public void Clear()
    {
        foreach (CachedSurface surface in _surfaces.Values.ToArray())
        {
            Remove(surface);
        }
    }

    /// <summary>As wide as its rows are, and as high as anything that was touched.</summary>
    private (int Width, int Height) SizeOf(in SurfaceKey key, Rectangle area)
    {
        int most = _backend.Limits.MaxImageSize;
        if (key.Layout == SurfaceLayout.Swizzled)
        {
            return (Math.Min(1 << key.WidthLog2, most), Math.Min(1 << key.HeightLog2, most));
        }

        int pixelBytes = Math.Max(key.PixelBytes, 1);
        int width = (int)Math.Min(key.Surface.Pitch / (uint)pixelBytes, (uint)most);
        return (width == 0 ? Math.Min(area.Right, most) : width, Math.Min(area.Bottom, most));
    }

    private CachedSurface Make(in SurfaceKey key, int width, int height, int bytes, CachedSurface? other)
    {
        while (_surfaces.Count >= Capacity || _pixels > CapacityPixels)
        {
            if (_surfaces.Values.Where(s => s != other).MinBy(static s => s.LastUse) is not { } oldest)
            {
                break;
            }

            WriteBack(oldest);
            Remove(oldest);
        }

        _pass.End();
        GpuFormat format = key.IsDepth ? GpuFormat.Depth32Stencil8 : GpuFormat.Rgba8;
        GpuImage image = _backend.CreateImage(new GpuImageDescription(GpuImageKind.Layers, format, width, height));
        var surface = new CachedSurface(this, key, image, width, height, bytes);
        _surfaces.Add(key, surface);
        _pixels += (long)width * height;
        return surface;
    }

    private void DropOverlapping(ulong offset, ulong length, CachedSurface? except)
    {
        while (FindOverlapping(offset, length, except) is { } surface)
        {
            WriteBack(surface);
            Remove(surface);
        }
    }

    private CachedSurface? FindOverlapping(ulong offset, ulong length, CachedSurface? except)
    {
        foreach (CachedSurface surface in _surfaces.Values)
        {
            if (surface != except && surface.Overlaps(offset, length))
            {
                return surface;
            }
        }

        return null;
    }

    private void Remove(CachedSurface surface)
    {
        _pass.EndIfUses(surface.Image);
        surface.Release();
        _surfaces.Remove(surface.Key);
        _pixels -= (long)surface.Width * surface.Height;
        _backend.Destroy(surface.Image);
    }

    private void Refresh(CachedSurface surface)
    {
        if (!surface.IsStale)
        {
            return;
        }

        _pass.End();

        // Claimed before it is read: what is written in between is told.
        surface.IsStale = false;
        surface.Claim(_memory);
        surface.IsInTransfer = true;
        SurfaceTransfer.Upload(_backend, _memory, surface);
        surface.IsInTransfer = false;
        Uploads++;
    }

    private void WriteBack(CachedSurface surface)
    {
        if (surface.Dirty.IsEmpty)
        {
            return;
        }

        _pass.End();
        surface.IsInTransfer = true;
        SurfaceTransfer.Download(_backend, _memory, surface);
        surface.IsInTransfer = false;
        surface.Dirty = default;
        surface.Claim(_memory);
        WriteBacks++;
    }
}
