namespace Xemu.Block;

/// <summary>A file or folder that is to be copied.</summary>
/// <param name="Relative">Its path below what the operand names; empty for that itself.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Modified">When it was last written, in UTC.</param>
/// <param name="Shown">How it is called in messages.</param>
/// <param name="Open">Opens its content: a function that reads at a place and gives how many bytes there were.</param>
internal sealed record CopyItem(IReadOnlyList<string> Relative, bool IsFolder, ulong Size, DateTime Modified, string Shown, Func<CopyReader> Open);
