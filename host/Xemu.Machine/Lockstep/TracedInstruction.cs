namespace Xemu.Machine;

/// <summary>An instruction before a difference, as the second machine has it.</summary>
/// <param name="Count">The instruction count before it.</param>
/// <param name="Address">Its linear address.</param>
/// <param name="Bytes">Its bytes; where it jumped, its length is not known and there are 15. Empty when they cannot be read.</param>
public sealed record TracedInstruction(ulong Count, ulong Address, byte[] Bytes);
