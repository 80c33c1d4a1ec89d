namespace Xemu.Kernel.Hle;

/// <summary>A range of program addresses that is reserved.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">One past the last.</param>
/// <param name="Protection">The protection it was reserved with.</param>
/// <param name="IsImage">Whether the program itself lies there.</param>
internal readonly record struct VirtualRegion(uint Start, uint End, uint Protection, bool IsImage);
