using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>What the channels of an open address can do and need.</summary>
[Experimental("XEMU0006")]
public readonly record struct TransportAbilities
{
    /// <summary>What a plain pipe can do: nothing but bytes in order.</summary>
    public TransportAbilities()
    {
    }

    /// <summary>Positions are obeyed: needed for pages at fixed offsets (mapped-ram) and for lazy restores.</summary>
    public bool IsSeekable { get; init; }

    /// <summary>Page channels can be opened.</summary>
    public bool IsMultiChannel { get; init; }

    /// <summary>Bytes of which positions and lengths on page channels are multiples; 1 for none, a power of two up to 1 MiB.</summary>
    public int Alignment { get; init; } = 1;

    /// <summary>Bytes of which memory addresses on page channels are multiples; 1 for none, a power of two up to 4096.</summary>
    public int MemoryAlignment { get; init; } = 1;

    /// <summary>Nothing is seen at the address before <see cref="IMigrationStream.Commit"/>; else it is written in place: a file is cut off at the data's start with the first write and behind the last byte at commit, and the writer puts the magic last.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>A peer reads along and can answer on the main channel: sockets.</summary>
    public bool IsDuplex { get; init; }

    /// <summary>Bytes that were never written read as zeros and take no space.</summary>
    public bool IsSparse { get; init; }
}
