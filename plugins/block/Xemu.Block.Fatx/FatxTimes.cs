namespace Xemu.Block.Fatx;

/// <summary>The times of an entry that are to be changed; null ones stay.</summary>
/// <param name="Created">When it was made.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="Accessed">When it was last used.</param>
internal readonly record struct FatxTimes(FatxTime? Created, FatxTime? Modified, FatxTime? Accessed);
