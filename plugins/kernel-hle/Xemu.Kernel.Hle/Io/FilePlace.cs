namespace Xemu.Kernel.Hle;

/// <summary>Where a path leads on a volume.</summary>
/// <param name="Node">The file, if it is there.</param>
/// <param name="Parent">Its folder; of the start of the path the start itself.</param>
/// <param name="Name">Its name as the path spells it; empty for the start of the path.</param>
/// <param name="Path">Its path from the root, spelled as the volume does as far as it is there.</param>
internal readonly record struct FilePlace(FileNode Node, FileNode Parent, string Name, string Path);
