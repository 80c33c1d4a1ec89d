using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>struct sigaction of libc on Linux x86-64.</summary>
[StructLayout(LayoutKind.Explicit, Size = 152)]
internal struct SignalAction
{
    [FieldOffset(0)]
    public nint Handler;
    [FieldOffset(136)]
    public int Flags;
}
