namespace Xemu.Block;

/// <summary>Where copies go. Paths are relative to what the operand names.</summary>
internal interface ICopyTarget
{
    /// <summary>What stands at a place.</summary>
    CopyKind KindOf(IReadOnlyList<string> path);

    /// <summary>Whether an item can be there at all: its names, its size.</summary>
    /// <exception cref="Abstractions.ComponentException">With the reason.</exception>
    void Check(IReadOnlyList<string> path, CopyItem item);

    /// <summary>Makes a folder; its own folder exists.</summary>
    void MakeFolder(IReadOnlyList<string> path, CopyItem item);

    /// <summary>Makes a file, or replaces one; its folder exists. When it fails, no half of one is left.</summary>
    /// <param name="path">The place.</param>
    /// <param name="item">The file.</param>
    /// <param name="written">Told how many bytes were written, after each piece; may throw to end it.</param>
    void WriteFile(IReadOnlyList<string> path, CopyItem item, Action<int> written);
}
