using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What passes between the dispatcher and emitted code, beside <see cref="CpuState"/>; native memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFrame
{
    /// <summary>
    /// How many instructions before the one to stop at emitted code stops for sure: a trace checks the count once, so up to
    /// <see cref="NativeTrace.MaxItems"/> instructions of it and as many of the next one run between two checks.
    /// </summary>
    public const int Margin = 2 * NativeTrace.MaxItems;

    /// <summary>Why emitted code was left, one of <see cref="NativeExit"/>.</summary>
    public ulong Reason;

    /// <summary>What the reason is about, see <see cref="NativeExit"/>.</summary>
    public ulong Value;

    /// <summary>The arithmetic flags in and out: OF (0 or 1) in the low byte, the others as LAHF gives them in the next.</summary>
    public ulong Flags;

    /// <summary>Instructions that may still retire, less <see cref="Margin"/>.</summary>
    public long Remaining;

    /// <summary>Start of the running program's <see cref="JumpTable"/>.</summary>
    public byte* Jumps;

    /// <summary>The MXCSR of managed code.</summary>
    public ulong HostMxcsr;

    /// <summary>What transcendental functions are called with.</summary>
    public X87Call Call;

    /// <summary>What the last fault left.</summary>
    public FaultRecord Fault;
}
