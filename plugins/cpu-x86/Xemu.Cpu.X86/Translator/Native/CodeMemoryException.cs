namespace Xemu.Cpu.X86;

/// <summary>The host gives no executable memory.</summary>
internal sealed class CodeMemoryException(string message) : Exception(message);
