using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Registers before and after a run of <see cref="EmittedCode"/>.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct EmittedFrame
{
    public const int RegistersOffset = 0;
    public const int FlagsOffset = 104;
    public const int FaultedOffset = 112;
    public const int RegisterCount = 13;

    /// <summary>rax rcx rdx rbx rsi rdi r8 to r14.</summary>
    [FieldOffset(RegistersOffset)]
    public fixed ulong Registers[RegisterCount];
    [FieldOffset(FlagsOffset)]
    public ulong Flags;
    [FieldOffset(FaultedOffset)]
    public ulong Faulted;

    public ulong Rax
    {
        readonly get => Registers[0];
        set => Registers[0] = value;
    }

    public ulong Rdi
    {
        readonly get => Registers[5];
        set => Registers[5] = value;
    }
}
