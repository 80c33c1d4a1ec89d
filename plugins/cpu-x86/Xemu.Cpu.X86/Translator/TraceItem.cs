using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>An instruction of a <see cref="NativeTrace"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TraceItem
{
    public Op* Op;

    public Block* Block;

    /// <summary>Bytes from the trace's start to its code.</summary>
    public uint Offset;

    /// <summary>What the host's register for ESP lacks when the instruction begins.</summary>
    public short EspBias;

    /// <summary>Non-zero: a repeated string instruction; at a fault some iterations may be done, see <see cref="CpuState.RepeatCount"/>.</summary>
    public byte IsRepeat;
}
