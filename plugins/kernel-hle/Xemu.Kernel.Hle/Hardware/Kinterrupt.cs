namespace Xemu.Kernel.Hle;

/// <summary>KINTERRUPT as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class Kinterrupt
{
    public const uint ServiceRoutine = 0;
    public const uint ServiceContext = 4;
    public const uint BusInterruptLevel = 8;
    public const uint Irql = 12;
    public const uint Connected = 16;
    public const uint ShareVector = 17;
    public const uint Mode = 18;
    public const uint ServiceCount = 20;
    public const uint DispatchCode = 24;

    /// <summary>Size of the structure.</summary>
    public const uint Bytes = 112;
}
