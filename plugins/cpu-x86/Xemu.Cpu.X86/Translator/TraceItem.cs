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

    /// <summary>Number of the last item before it whose FIP, FCS and FOP are not noted yet, plus 1; 0: none. See <see cref="HostFpu"/>.</summary>
    public byte FpuNote;

    /// <summary>The same for FDP and FDS.</summary>
    public byte FpuData;
}
