namespace Xemu.Block.Xdvdfs;

/// <summary>A piece of a volume that is laid out: bytes that are held, or a file of the host.</summary>
/// <param name="Start">First byte, on a sector's border.</param>
/// <param name="Length">How many.</param>
/// <param name="Bytes">The bytes, or null.</param>
/// <param name="Path">The file, or null.</param>
internal readonly record struct LayoutExtent(ulong Start, ulong Length, byte[]? Bytes, string? Path)
{
    /// <summary>The byte after the last.</summary>
    public ulong End => Start + Length;
}
