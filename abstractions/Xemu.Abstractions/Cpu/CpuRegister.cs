namespace Xemu.Abstractions.Cpu;

/// <summary>A register as a debugger sees it.</summary>
/// <param name="Name">The architecture's name, lower-case (<c>eax</c>, <c>cr3</c>, <c>st0</c>, <c>xmm0</c>).</param>
/// <param name="Bits">Its width in bits, 1 to 128.</param>
/// <param name="Value">Its value.</param>
public readonly record struct CpuRegister(string Name, int Bits, UInt128 Value);
