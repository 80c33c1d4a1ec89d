namespace Xemu.Migration.Format;

/// <summary>A block of RAM as the file knows it.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="SizeBytes">Its size, a multiple of the page.</param>
public readonly record struct RamBlockShape(string Name, ulong SizeBytes)
{
    /// <summary>Pages of <see cref="FormatLimits.PageSize"/>.</summary>
    public ulong Pages => SizeBytes / FormatLimits.PageSize;
}
