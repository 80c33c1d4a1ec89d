namespace Xemu.Block;

/// <summary>How many bits numbers of a packed map take.</summary>
/// <param name="Length">Lengths of packed hunks.</param>
/// <param name="Self">Numbers of hunks.</param>
/// <param name="Parent">Units of the parent.</param>
internal readonly record struct ChdMapWidths(int Length, int Self, int Parent)
{
    /// <summary>Whether they can be read.</summary>
    public bool AreSound => Length <= 24 && Self <= 32 && Parent <= 32;
}
