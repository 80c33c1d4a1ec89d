namespace Xemu.Block.Fatx;

/// <summary>A partition of the console's hard disk.</summary>
/// <param name="Number">Its number: <c>\Device\Harddisk0\PartitionN</c>. 1 is E (data), 2 C (system), 3 to 5 X, Y, Z (cache), 6 F, 7 G, more have no letter of their own.</param>
/// <param name="Letter">The letter that programs give it, or '\0'.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct XboxPartition(int Number, char Letter, ulong Offset, ulong Size)
{
    /// <summary>Letters of the partitions from number 1 on.</summary>
    public const string Letters = "ECXYZFG";

    /// <summary>The letter of a partition number, or '\0'.</summary>
    public static char LetterOf(int number) => number >= 1 && number <= Letters.Length ? Letters[number - 1] : '\0';
}
