using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>Decoded textures, found again as long as their bytes are the same. Bounded.</summary>
internal sealed class TextureCache
{
    private const int Capacity = 256;
    private const long CapacityBytes = 256L << 20;

    private readonly Dictionary<TextureState, TextureImage> _images = [];

    /// <summary>What the images keep.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Finds or decodes the textures that a draw uses.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    /// <param name="images">Receives one for each texture stage; null where it samples none.</param>
    public void Find(IRamBlock memory, DrawCall call, Span<TextureImage?> images)
    {
        for (int i = 0; i < images.Length; i++)
        {
            bool isSampled = call.PixelProgram.Textures[i].Operation != TextureOperation.None && call.Textures[i].Kind != TextureKind.None;
            images[i] = isSampled ? Find(memory, call.Textures[i]) : null;
        }
    }

    /// <summary>Finds or decodes a texture.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="state">What it is; its kind is not none.</param>
    public TextureImage Find(IRamBlock memory, in TextureState state)
    {
        MemoryRange range = TextureMemory.Range(state, memory.SizeBytes);
        ReadOnlySpan<uint> palette = TextureSource.ReadPalette(memory, state, stackalloc uint[TextureSource.MaxPaletteLength]);
        using RamLease lease = memory.Lease(range.Offset, range.Length, RamAccess.Read);
        TextureState key = TextureSource.KeyOf(state);
        if (_images.TryGetValue(key, out TextureImage? known) && known.IsFrom(lease.Span, palette))
        {
            return known;
        }

        MakeRoom(key, known, TextureImage.MostBytes(state, range.Length, palette.Length));
        var image = new TextureImage(state, lease.Span.ToArray(), palette.ToArray());
        _images[key] = image;
        SizeBytes += image.SizeBytes;
        return image;
    }

    /// <summary>Drops what a texture was before, and all others where there is too little room for it.</summary>
    private void MakeRoom(in TextureState key, TextureImage? former, long bytes)
    {
        if (former is not null)
        {
            SizeBytes -= former.SizeBytes;
            _ = _images.Remove(key);
        }

        if (_images.Count >= Capacity || SizeBytes + bytes > CapacityBytes)
        {
            _images.Clear();
            SizeBytes = 0;
        }
    }
}
