using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>A surface on the host, and what is claimed of its memory: reads and writes of others while it is newer, else writes alone.</summary>
internal sealed class CachedSurface : IRamClaimant
{
    private readonly SurfaceCache _cache;
    private IDisposable? _claim;
    private RamAccess _claimed;

    /// <summary>A surface whose content is not known yet.</summary>
    /// <param name="cache">Whose it is.</param>
    /// <param name="key">What it is.</param>
    /// <param name="image">The host's image.</param>
    /// <param name="width">Its pixels.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="sizeBytes">Bytes of memory that it stands for.</param>
    public CachedSurface(SurfaceCache cache, in SurfaceKey key, GpuImage image, int width, int height, int sizeBytes)
    {
        _cache = cache;
        Key = key;
        Image = image;
        Width = width;
        Height = height;
        SizeBytes = sizeBytes;
    }

    public SurfaceKey Key { get; }

    public GpuImage Image { get; }

    public int Width { get; }

    public int Height { get; }

    public int SizeBytes { get; }

    /// <summary>What was drawn since memory had it; empty when memory is as new.</summary>
    public Rectangle Dirty { get; set; }

    /// <summary>Whether memory was written since the image had its content.</summary>
    public bool IsStale { get; set; } = true;

    /// <summary>Changes whenever something is drawn.</summary>
    public long Version { get; set; }

    /// <summary>When it was last used.</summary>
    public long LastUse { get; set; }

    /// <summary>Pixels of it.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>All of it.</summary>
    public Rectangle Area => new(0, 0, Width, Height);

    /// <summary>Whether it lies in a range of memory.</summary>
    public bool Overlaps(ulong offset, ulong length) => Key.Surface.Offset < offset + length && offset < Key.Surface.Offset + (ulong)SizeBytes;

    /// <summary>Whether a texture is this surface, bit for bit, as it was drawn and is not in memory yet.</summary>
    public bool IsDrawn(in TextureState texture)
    {
        bool isSame = !Dirty.IsEmpty
            && texture is { Kind: TextureKind.TwoDimensional, Levels: 1, HasBorder: false, Format: TextureFormat.A8R8G8B8 }
            && Key.ColorFormat == SurfaceFormat.A8R8G8B8
            && Key.Surface.Offset == texture.Offset
            && Key.Layout == texture.Layout;
        return isSame && (texture.Layout == SurfaceLayout.Pitch
            ? Key.Surface.Pitch == texture.Pitch && texture.Width <= Width && texture.Height <= Height
            : texture.Width == Width && texture.Height == Height);
    }

    /// <summary>Claims what is needed now, and no more.</summary>
    /// <param name="memory">The RAM.</param>
    public void Claim(IRamBlock memory)
    {
        RamAccess wanted = IsStale ? RamAccess.None : Dirty.IsEmpty ? RamAccess.Write : RamAccess.ReadWrite;
        if (wanted == _claimed)
        {
            return;
        }

        // The next claim stands before the last one goes, so that no access comes through in between.
        IDisposable? last = _claim;
        _claim = wanted == RamAccess.None ? null : memory.Claim(Key.Surface.Offset, (ulong)SizeBytes, wanted, this);
        _claimed = wanted;
        last?.Dispose();
    }

    /// <summary>Gives the claim up.</summary>
    public void Release()
    {
        _claim?.Dispose();
        _claim = null;
        _claimed = RamAccess.None;
    }

    /// <inheritdoc/>
    public void BeforeAccess(ulong offset, ulong length, RamAccess access) => _cache.BeforeAccess(this, access);
}
