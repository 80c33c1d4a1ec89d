namespace Xemu.Kernel.Hle;

/// <summary>KTHREAD and ETHREAD as byte offsets; programs read them. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class Kthread
{
    public const uint MutantList = 0x10;
    public const uint KernelTime = 0x18;
    public const uint StackBase = 0x1C;
    public const uint StackLimit = 0x20;

    /// <summary>Where the thread's trap frame is while it does not run.</summary>
    public const uint KernelStack = 0x24;

    public const uint TlsData = 0x28;
    public const uint State = 0x2C;
    public const uint Alerted = 0x2D;
    public const uint Alertable = 0x2F;
    public const uint NpxState = 0x30;
    public const uint Saturation = 0x31;
    public const uint Priority = 0x32;
    public const uint ApcList = 0x34;
    public const uint Process = 0x44;
    public const uint KernelApcInProgress = 0x48;
    public const uint KernelApcPending = 0x49;
    public const uint UserApcPending = 0x4A;
    public const uint ApcQueueable = 0x4B;
    public const uint ContextSwitches = 0x4C;
    public const uint WaitStatus = 0x50;
    public const uint WaitIrql = 0x54;
    public const uint WaitMode = 0x55;
    public const uint WaitNext = 0x56;
    public const uint WaitReason = 0x57;
    public const uint WaitBlockList = 0x58;
    public const uint WaitListEntry = 0x5C;
    public const uint WaitTime = 0x64;
    public const uint KernelApcDisable = 0x68;
    public const uint Quantum = 0x6C;
    public const uint BasePriority = 0x70;
    public const uint DecrementCount = 0x71;
    public const uint PriorityDecrement = 0x72;
    public const uint DisableBoost = 0x73;
    public const uint NpxIrql = 0x74;
    public const uint SuspendCount = 0x75;
    public const uint Preempted = 0x76;
    public const uint HasTerminated = 0x77;
    public const uint Queue = 0x78;
    public const uint QueueListEntry = 0x7C;

    /// <summary>The timer of waits with a time-out.</summary>
    public const uint Timer = 0x88;

    public const uint TimerWaitBlock = 0xB0;
    public const uint SuspendApc = 0xC8;
    public const uint SuspendSemaphore = 0xF0;
    public const uint ThreadListEntry = 0x104;

    /// <summary>Size of KTHREAD.</summary>
    public const uint Bytes = 0x110;

    public const uint CreateTime = 0x110;
    public const uint ExitTime = 0x118;
    public const uint ExitStatus = 0x120;
    public const uint ReaperListEntry = 0x124;
    public const uint UniqueThread = 0x12C;
    public const uint StartAddress = 0x130;
    public const uint IrpList = 0x134;
    public const uint DebugData = 0x13C;

    /// <summary>Size of ETHREAD.</summary>
    public const uint ExtendedBytes = 0x140;
}
