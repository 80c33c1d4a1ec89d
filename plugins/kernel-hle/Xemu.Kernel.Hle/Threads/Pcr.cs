namespace Xemu.Kernel.Hle;

/// <summary>KPCR, its NT_TIB and KPRCB, by absolute address; FS starts at <see cref="KernelLayout.Pcr"/>. Source: xboxdevwiki "Kernel/KPCR"; what lies behind the DPC list is unverified.</summary>
internal static class Pcr
{
    public const uint ExceptionList = KernelLayout.Pcr;
    public const uint StackBase = KernelLayout.Pcr + 0x04;
    public const uint StackLimit = KernelLayout.Pcr + 0x08;
    public const uint Self = KernelLayout.Pcr + 0x18;
    public const uint SelfPcr = KernelLayout.Pcr + 0x1C;
    public const uint Prcb = KernelLayout.Pcr + 0x20;
    public const uint Irql = KernelLayout.Pcr + 0x24;
    public const uint PrcbData = KernelLayout.Pcr + 0x28;
    public const uint CurrentThread = KernelLayout.Pcr + 0x28;
    public const uint NextThread = KernelLayout.Pcr + 0x2C;
    public const uint IdleThread = KernelLayout.Pcr + 0x30;
    public const uint NpxThread = KernelLayout.Pcr + 0x34;
    public const uint InterruptCount = KernelLayout.Pcr + 0x38;
    public const uint ContextSwitches = KernelLayout.Pcr + 0x48;

    /// <summary>Whether the deferred calls that wait were asked for: they run when the level falls.</summary>
    public const uint DpcRequested = KernelLayout.Pcr + 0x4C;

    public const uint DpcList = KernelLayout.Pcr + 0x50;
    public const uint DpcRoutineActive = KernelLayout.Pcr + 0x58;
}
