namespace Xemu.Cpu.X86;

/// <summary>The host gives no window of guest addresses.</summary>
internal sealed class GuestWindowException(string message) : Exception(message);
