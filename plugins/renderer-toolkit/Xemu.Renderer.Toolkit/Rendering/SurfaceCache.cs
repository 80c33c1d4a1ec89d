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
    private readonly SubmitBudget _uploads;
    private readonly Dictionary<SurfaceKey, CachedSurface> _surfaces = [];
    private CachedSurface? _inTransfer;
    private long _pixels;
    private long _time;

    /// <summary>A cache without surfaces.</summary>
    /// <param name="backend">The host's GPU.</param>
    /// <param name="pass">The pass to end before a transfer.</param>
    /// <param name="memory">The RAM.</param>
    /// <param name="gate">Held by all who come here; accesses by others come on any thread.</param>
    /// <param name="uploads">Bounds what is on its way to the host.</param>
    public SurfaceCache(IGpuBackend backend, PassTracker pass, IRamBlock memory, Lock gate, SubmitBudget uploads)
    {
        _uploads = uploads;
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
    /// <param name="next">Memory that it should leave to another one, as far as nothing in the area lies there.</param>
    /// <returns>The surface; null where it lies outside of memory, where it would push the other one out, or where it is larger than any that a chip can draw into.</returns>
    public CachedSurface? Get(in SurfaceKey key, Rectangle area, CachedSurface? other, MemoryRange next = default)
    {
        (int width, int height) = SizeOf(key, area);
        int bytes = key.Range(width, height, _memory.SizeBytes).Length;
        if (bytes == 0 || (long)width * height > CapacityPixels || other?.Overlaps(key.Surface.Offset, (ulong)bytes) == true)
        {
            return null;
        }

        // One that was taller once may reach into what has another use now.
        if (!_surfaces.TryGetValue(key, out CachedSurface? surface)
            || surface.Height < height
            || surface.Width < width
            || other?.Overlaps(key.Surface.Offset, (ulong)surface.SizeBytes) == true
            || (surface.Height > height && surface.Overlaps(next.Offset, (ulong)next.Length)))
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

    /// <summary>The memory that a surface needs for an area.</summary>
    public MemoryRange RangeOf(in SurfaceKey key, Rectangle area)
    {
        (int width, int height) = SizeOf(key, area);
        return key.Range(width, height, _memory.SizeBytes);
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
        if (pixelBytes == 0 || rows.Pitch <= 0 || rows.Offset < rows.First || rowBytes % pixelBytes != 0 || rows.Row(count - 1, rowBytes, _memory.SizeBytes).Length != rowBytes)
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
            // Claims are of whole pages. A surface that goes to memory or comes from there touches none of its neighbours' bytes.
            if (_inTransfer is { } other && (other == surface || !surface.Overlaps(other.Key.Surface.Offset, (ulong)other.SizeBytes)))
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

    /// <summary>As wide as its rows are, and as high as anything that was touched and lies in memory.</summary>
    private (int Width, int Height) SizeOf(in SurfaceKey key, Rectangle area)
    {
        int most = _backend.Limits.MaxImageSize;
        (int right, int bottom) = (Math.Min(area.Right, most), Math.Min(area.Bottom, most));
        int pixelBytes = Math.Max(key.PixelBytes, 1);
        if (key.Layout == SurfaceLayout.Swizzled)
        {
            // One that no memory holds has its upper left part at most.
            (int width, int height) = (Math.Min(1 << key.WidthLog2, most), Math.Min(1 << key.HeightLog2, most));
            return (ulong)width * (ulong)height * (uint)pixelBytes <= _memory.SizeBytes ? (width, height) : (Math.Min(width, right), Math.Min(height, bottom));
        }

        uint pitch = key.Surface.Pitch;
        if (pitch < pixelBytes)
        {
            return (right, bottom);
        }

        ulong rows = key.Surface.Offset < _memory.SizeBytes ? ((_memory.SizeBytes - key.Surface.Offset - 1) / pitch) + 1 : 0;
        return ((int)Math.Min(pitch / (uint)pixelBytes, (uint)most), (int)Math.Min((ulong)bottom, rows));
    }

    private CachedSurface Make(in SurfaceKey key, int width, int height, int bytes, CachedSurface? other)
    {
        while (_surfaces.Count >= Capacity || _pixels + ((long)width * height) > CapacityPixels)
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
        _pixels += surface.PixelCount;
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
        _pixels -= surface.PixelCount;
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
        _uploads.Spend(surface.PixelCount * 4);
        Transfer(surface, SurfaceTransfer.Upload);
        Uploads++;
    }

    private void WriteBack(CachedSurface surface)
    {
        if (surface.Dirty.IsEmpty)
        {
            return;
        }

        _pass.End();
        Transfer(surface, SurfaceTransfer.Download);
        surface.Dirty = default;
        surface.Claim(_memory);
        WriteBacks++;
    }

    private void Transfer(CachedSurface surface, Action<IGpuBackend, IRamBlock, CachedSurface> transfer)
    {
        CachedSurface? outer = _inTransfer;
        _inTransfer = surface;
        try
        {
            transfer(_backend, _memory, surface);
        }
        finally
        {
            _inTransfer = outer;
        }
    }
}
