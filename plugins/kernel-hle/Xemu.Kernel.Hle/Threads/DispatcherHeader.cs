namespace Xemu.Kernel.Hle;

/// <summary>DISPATCHER_HEADER and the objects that begin with it, as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class DispatcherHeader
{
    public const uint Type = 0;
    public const uint Absolute = 1;
    public const uint Size = 2;
    public const uint Inserted = 3;
    public const uint SignalState = 4;
    public const uint WaitList = 8;
    public const uint Bytes = 16;

    public const uint SemaphoreLimit = 0x10;

    public const uint MutantListEntry = 0x10;
    public const uint MutantOwner = 0x18;
    public const uint MutantAbandoned = 0x1C;

    public const uint TimerDueTime = 0x10;
    public const uint TimerListEntry = 0x18;
    public const uint TimerDpc = 0x20;
    public const uint TimerPeriod = 0x24;

    public const uint QueueEntryList = 0x10;
    public const uint QueueCurrentCount = 0x18;
    public const uint QueueMaximumCount = 0x1C;
    public const uint QueueThreadList = 0x20;
}
