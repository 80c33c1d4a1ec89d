namespace Xemu.Abstractions.Graphics;

/// <summary>A range of the RAM block that a surface or a texture lies in.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; 0 when nothing can be touched.</param>
public readonly record struct MemoryRange(ulong Offset, int Length)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>A range cut to what may be touched.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="bytes">How many there are.</param>
    /// <param name="limit">Last byte that may be touched.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    internal static MemoryRange Within(ulong offset, ulong bytes, ulong limit, ulong memoryBytes) =>
        offset >= memoryBytes || offset > limit
            ? default
            : new MemoryRange(offset, (int)Math.Min(Math.Min(bytes, int.MaxValue), Math.Min(limit, memoryBytes - 1) - offset + 1));
}
