namespace Xemu.Gpu.Nv2a;

/// <summary>A method of a class, or several that have one name.</summary>
/// <param name="Offset">The first, a multiple of 4.</param>
/// <param name="Name">Its name without the class: <c>SET_COLOR_MASK</c>.</param>
internal sealed record MethodDefinition(uint Offset, string Name)
{
    /// <summary>Words that follow each other: 16 of a matrix.</summary>
    public uint Words { get; init; } = 1;

    /// <summary>How often the words are there: 8 lights.</summary>
    public uint Count { get; init; } = 1;

    /// <summary>Bytes from one to the next.</summary>
    public uint Stride { get; init; }

    /// <summary>What a memory object must be that it binds; null for other methods.</summary>
    public DmaSlot? Binds { get; init; }

    /// <summary>Whether the class obeys it, as far as a program can see; else it is counted when it is used.</summary>
    public bool IsDone { get; init; } = true;
}
