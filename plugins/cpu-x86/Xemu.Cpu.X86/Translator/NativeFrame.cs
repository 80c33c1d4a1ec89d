using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What passes between the dispatcher and emitted code, beside <see cref="CpuState"/>; native memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeFrame
{
    /// <summary>Why emitted code was left, one of <see cref="NativeExit"/>.</summary>
    public ulong Reason;

    /// <summary>What the reason is about, see <see cref="NativeExit"/>.</summary>
    public ulong Value;

    /// <summary>In: the arithmetic flags to start with. Out: the host's flags.</summary>
    public ulong HostFlags;

    /// <summary>Instructions that may still retire.</summary>
    public long Remaining;

    /// <summary>Non-zero: SSE instructions fault as things stand.</summary>
    public ulong SseOff;

    /// <summary>The MXCSR of managed code.</summary>
    public ulong HostMxcsr;

    /// <summary>What the last fault left.</summary>
    public FaultRecord Fault;
}
