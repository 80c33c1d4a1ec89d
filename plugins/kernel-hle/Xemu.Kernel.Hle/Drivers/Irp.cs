namespace Xemu.Kernel.Hle;

/// <summary>IRP as byte offsets, and its flags. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class Irp
{
    public const uint Type = 0;
    public const uint Size = 2;
    public const uint Flags = 4;
    public const uint ThreadListEntry = 0x08;
    public const uint Status = 0x10;
    public const uint Information = 0x14;
    public const uint StackCount = 0x18;

    /// <summary>Number of the location in use, from <see cref="StackCount"/> down to 1; one more before the request is sent.</summary>
    public const uint CurrentLocation = 0x19;

    public const uint PendingReturned = 0x1A;
    public const uint Cancel = 0x1B;

    /// <summary>Address of the IO_STATUS_BLOCK that the result goes to, or 0.</summary>
    public const uint UserStatusBlock = 0x1C;

    public const uint UserEvent = 0x20;
    public const uint UserApcRoutine = 0x28;
    public const uint UserApcContext = 0x2C;
    public const uint UserBuffer = 0x30;
    public const uint SegmentArray = 0x34;

    /// <summary>The KAPC of the request's end; before that <see cref="DeviceQueueEntry"/>, <see cref="Thread"/>, <see cref="StackLocation"/> and <see cref="FileObject"/> lie there.</summary>
    public const uint Apc = 0x3C;

    public const uint DeviceQueueEntry = 0x3C;
    public const uint Thread = 0x50;

    /// <summary>Address of the location in use.</summary>
    public const uint StackLocation = 0x5C;

    public const uint FileObject = 0x60;

    /// <summary>Size without the locations, which follow.</summary>
    public const uint Bytes = 0x68;

    /// <summary>Value of <see cref="Type"/>. Source: nboxkrnl io/iop.hpp.</summary>
    public const ushort TypeIrp = 6;

    /// <summary>Flags: the result is written and told at once, and the packet stays the sender's.</summary>
    public const uint MountCompletion = 0x02;
    public const uint CloseOperation = 0x40;

    /// <summary>Flag: who sent it waits for it.</summary>
    public const uint SynchronousApi = 0x04;

    public const uint CreateOperation = 0x08;
    public const uint ReadOperation = 0x10;
    public const uint WriteOperation = 0x20;

    /// <summary>Flag: the buffer is an array of pages.</summary>
    public const uint ScatterGatherOperation = 0x400;
}
