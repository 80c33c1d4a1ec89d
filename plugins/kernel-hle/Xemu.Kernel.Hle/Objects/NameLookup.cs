namespace Xemu.Kernel.Hle;

/// <summary>What a path names.</summary>
/// <param name="Status">Success, or why nothing was found.</param>
/// <param name="Object">The object; its file system parses <paramref name="Rest"/>.</param>
/// <param name="Parent">When only the last name is missing: the directory where it would be.</param>
/// <param name="Rest">Success: what is left for the object to parse, starting with a backslash, or empty. Otherwise the missing name.</param>
internal readonly record struct NameLookup(uint Status, uint Object, uint Parent, string Rest);
