namespace Xemu.Migration.Format;

/// <summary>What a multifd packet says.</summary>
/// <param name="IsSync">Whether this channel meets the others here.</param>
/// <param name="Number">Counts over all channels.</param>
/// <param name="NameLength">Bytes of the block's name.</param>
/// <param name="Pages">Pages that follow the packet.</param>
/// <param name="ZeroPages">Pages of zeros.</param>
public readonly record struct MultifdHeader(bool IsSync, ulong Number, int NameLength, int Pages, int ZeroPages);
