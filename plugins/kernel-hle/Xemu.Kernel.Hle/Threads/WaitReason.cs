namespace Xemu.Kernel.Hle;

/// <summary>KWAIT_REASON: why a thread waits. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal enum WaitReason
{
    Executive = 0,
    DelayExecution = 4,
    Suspended = 5,
    UserRequest = 6,
    WrExecutive = 7,
    WrQueue = 15,
}
