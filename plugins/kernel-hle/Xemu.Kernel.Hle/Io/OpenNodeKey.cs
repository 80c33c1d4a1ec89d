namespace Xemu.Kernel.Hle;

/// <summary>What tells one open file from another.</summary>
/// <param name="Device">Number of its device.</param>
/// <param name="Generation">Which of the device's volumes.</param>
/// <param name="IsDevice">Whether it is the device itself.</param>
/// <param name="Key">The file's key on its volume.</param>
/// <param name="Name">Its name where the key is not enough.</param>
internal readonly record struct OpenNodeKey(int Device, uint Generation, bool IsDevice, ulong Key, string Name);
