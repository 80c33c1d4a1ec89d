using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>Textures on the host, by what they are; decoded again when their memory has changed. Bounded by number and bytes.</summary>
internal sealed class GpuTextureCache
{
    private const int Capacity = 512;
    private const long CapacityBytes = 256L << 20;

    private readonly IGpuBackend _backend;
    private readonly PassTracker _pass;
    private readonly IRamBlock _memory;
    private readonly SurfaceCache _surfaces;
    private readonly Lock _gate;
    private readonly SubmitBudget _uploads;
    private readonly Dictionary<TextureState, CachedTexture> _textures = [];
    private long _bytes;
    private long _time;
    private long _drawStart;

    /// <summary>A cache without textures.</summary>
    public GpuTextureCache(IGpuBackend backend, PassTracker pass, IRamBlock memory, SurfaceCache surfaces, Lock gate, SubmitBudget uploads)
    {
        _uploads = uploads;
        _backend = backend;
        _pass = pass;
        _memory = memory;
        _surfaces = surfaces;
        _gate = gate;
    }

    /// <summary>Times that a texture was decoded.</summary>
    public long Uploads { get; private set; }

    /// <summary>Times that a texture was copied of a surface on the host.</summary>
    public long Copies { get; private set; }

    /// <summary>A draw begins: the textures that are asked for from now on stay until the next one.</summary>
    public void BeginDraw() => _drawStart = _time;

    /// <summary>Finds or makes a texture as memory, or what was drawn, has it.</summary>
    /// <param name="state">What it is; fits the host.</param>
    public GpuImage Get(in TextureState state)
    {
        TextureState key = TextureSource.KeyOf(state);
        if (_surfaces.FindDrawn(key) is { } surface)
        {
            return Copy(key, surface);
        }

        MemoryRange range = TextureMemory.Range(key, _memory.SizeBytes);

        // What was drawn there and is not in memory yet: to write it back ends the claims of textures.
        _surfaces.WriteBack(range.Offset, (ulong)range.Length);
        CachedTexture texture = Find(key);
        if (texture.IsStale)
        {
            Refresh(texture, key, range);
        }

        return texture.Image;
    }

    /// <summary>Gives all textures up.</summary>
    public void Clear()
    {
        foreach (CachedTexture texture in _textures.Values)
        {
            Free(texture);
        }

        _textures.Clear();
        _bytes = 0;
    }

    private GpuImage Copy(in TextureState key, CachedSurface surface)
    {
        CachedTexture texture = Find(key);
        if (texture.CopiedVersion != surface.Version)
        {
            _pass.End();
            _uploads.Spend(SubmitBudget.CallBytes);
            texture.Release();
            texture.Decoded = null;
            var region = new GpuRegion(new Rectangle(0, 0, key.Width, key.Height));
            _backend.CopyImage(surface.Image, region, texture.Image, region);
            texture.CopiedVersion = surface.Version;
            Copies++;
        }

        return texture.Image;
    }

    private CachedTexture Find(in TextureState key)
    {
        if (!_textures.TryGetValue(key, out CachedTexture? texture))
        {
            Shrink();
            _pass.End();
            GpuImageDescription description = TextureUpload.Describe(key);
            long bytes = (long)description.Width * description.Height * description.Depth * 4;
            texture = new CachedTexture(_gate, _backend.CreateImage(description), bytes);
            _textures.Add(key, texture);
            _bytes += bytes;
        }

        texture.LastUse = ++_time;
        return texture;
    }

    private void Shrink()
    {
        if (_textures.Count < Capacity && _bytes < CapacityBytes)
        {
            return;
        }

        // The older half goes, but for what the draw that comes samples.
        foreach ((TextureState key, CachedTexture texture) in _textures.OrderBy(static t => t.Value.LastUse).Take((_textures.Count + 1) / 2).Where(t => t.Value.LastUse <= _drawStart).ToArray())
        {
            _textures.Remove(key);
            _bytes -= texture.SizeBytes;
            Free(texture);
        }
    }

    private void Free(CachedTexture texture)
    {
        texture.Release();
        _backend.Destroy(texture.Image);
    }

    private void Refresh(CachedTexture texture, in TextureState key, MemoryRange range)
    {
        // Before reading: what is written in between is told.
        texture.Claim(_memory, range);
        texture.Claim(_memory, TextureMemory.PaletteRange(key, _memory.SizeBytes));
        ReadOnlySpan<uint> palette = TextureSource.ReadPalette(_memory, key, stackalloc uint[TextureSource.MaxPaletteLength]);
        TextureImage? decoded = texture.Decoded;
        using (RamLease lease = _memory.Lease(range.Offset, range.Length, RamAccess.Read))
        {
            if (decoded?.IsFrom(lease.Span, palette) != true)
            {
                decoded = new TextureImage(key, lease.Span.ToArray(), palette.ToArray());
            }
        }

        if (decoded != texture.Decoded)
        {
            _pass.End();
            _uploads.Spend(texture.SizeBytes);
            TextureUpload.Upload(_backend, texture.Image, key, decoded);
            texture.Decoded = decoded;
            texture.CopiedVersion = 0;
            Uploads++;
        }
    }
}
