namespace Xemu.Machine;

/// <summary>A byte of a RAM block that two machines have differently.</summary>
/// <param name="Block">The block; <c>ram</c> is main RAM, where the offset is the physical address.</param>
/// <param name="Offset">Offset in the block.</param>
/// <param name="First">The first machine's byte.</param>
/// <param name="Second">The second machine's byte.</param>
public readonly record struct RamDifference(string Block, ulong Offset, byte First, byte Second);
