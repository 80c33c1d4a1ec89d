namespace Xemu.Cpu.X86;

/// <summary>MXCSR.RC.</summary>
internal enum SseRounding
{
    Nearest,
    Down,
    Up,
    Zero,
}
