using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>A texture on the host, decoded from memory; writes of others are claimed while it is as memory is.</summary>
/// <param name="gate">Held while the cache works.</param>
/// <param name="image">The host's image.</param>
/// <param name="sizeBytes">Bytes of it, for the cache's bound.</param>
internal sealed class CachedTexture(Lock gate, GpuImage image, long sizeBytes) : IRamClaimant
{
    private readonly List<IDisposable> _claims = [];

    public GpuImage Image { get; } = image;

    public long SizeBytes { get; } = sizeBytes;

    /// <summary>What it was decoded to; null for a copy of a surface.</summary>
    public TextureImage? Decoded { get; set; }

    /// <summary>The surface's version that it is a copy of, or 0.</summary>
    public long CopiedVersion { get; set; }

    /// <summary>Whether memory may have changed.</summary>
    public bool IsStale { get; private set; } = true;

    /// <summary>When it was last used.</summary>
    public long LastUse { get; set; }

    /// <summary>Claims a part of memory that it was decoded from.</summary>
    public void Claim(IRamBlock memory, MemoryRange range)
    {
        if (!range.IsEmpty)
        {
            _claims.Add(memory.Claim(range.Offset, (ulong)range.Length, RamAccess.Write, this));
        }

        IsStale = false;
    }

    /// <summary>Gives the claims up.</summary>
    public void Release()
    {
        IsStale = true;
        foreach (IDisposable claim in _claims)
        {
            claim.Dispose();
        }

        _claims.Clear();
    }

    /// <inheritdoc/>
    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        lock (gate)
        {
            Release();
        }
    }
}
