namespace Xemu.Kernel.Hle;

/// <summary>DEVICE_OBJECT. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class DeviceObject
{
    /// <summary>Size without the driver's extension, which follows.</summary>
    public const uint Bytes = 0x48;

    private const ushort TypeDevice = 3;
    private const byte QueueType = 20;
    private const byte QueueBytes = 12;
    /// <summary>How many files are open on it.</summary>
    public const uint References = 0x04;

    public const uint Driver = 0x08;
    private const uint Mounted = 0x0C;
    public const uint CurrentIrp = 0x10;
    public const uint Flags = 0x14;
    private const uint Extension = 0x18;
    private const uint DeviceType = 0x1C;
    public const uint StackSize = 0x1E;
    public const uint DeletePending = 0x1F;
    private const uint SectorSize = 0x20;
    public const uint Queue = 0x28;
    private const uint Lock = 0x34;

    /// <summary>Flags. Source: nboxkrnl io/iop.hpp.</summary>
    public const uint ExclusiveFlag = 0x02;
    public const uint NamedFlag = 0x08;
    public const uint InitializingFlag = 0x10;

    /// <summary>DEVICE_TYPE of devices that volumes are mounted on: CD-ROM, disk, memory unit, media board.</summary>
    private static readonly byte[] Mountable = [0x02, 0x07, 0x3A, 0x3B];

    /// <summary>Fills a new object of a driver's own in.</summary>
    /// <remarks>Devices that hold volumes begin without one, and have a lock for mounting (nboxkrnl io/io.cpp).</remarks>
    public static void FillNew(Kernel kernel, uint device, uint driver, byte type, uint flags, uint extensionBytes)
    {
        Fill(kernel, device, driver, type, 0, extensionBytes);
        kernel.Memory.Write32(device + Flags, flags | InitializingFlag);
        if (Mountable.AsSpan().Contains(type))
        {
            kernel.Memory.Write32(device + Mounted, 0);
        }
    }

    /// <summary>The driver's routine for a device that goes, or 0.</summary>
    public static uint DeleteRoutineOf(GuestMemory memory, uint device) =>
        memory.Read32(device + Driver) is not 0 and var driver ? memory.Read32(driver + DriverObject.DeleteDevice) : 0;

    /// <summary>Fills a new object in.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="device">Address of the object, zeroed.</param>
    /// <param name="driver">Address of the DRIVER_OBJECT, or 0.</param>
    /// <param name="type">DEVICE_TYPE.</param>
    /// <param name="sectorBytes">Size of a sector, or 0.</param>
    /// <param name="extensionBytes">Size of the driver's extension.</param>
    public static void Fill(Kernel kernel, uint device, uint driver, byte type, uint sectorBytes, uint extensionBytes)
    {
        GuestMemory memory = kernel.Memory;
        memory.Write16(device, TypeDevice);
        memory.Write16(device + 2, (ushort)(Bytes + extensionBytes));
        memory.Write32(device + Driver, driver);
        memory.Write32(device + Mounted, device);
        memory.Write32(device + Extension, extensionBytes == 0 ? 0 : device + Bytes);
        memory.Write8(device + DeviceType, type);
        memory.Write8(device + StackSize, 1);
        memory.Write32(device + SectorSize, sectorBytes);
        memory.Write16(device + Queue, QueueType);
        memory.Write8(device + Queue + 2, QueueBytes);
        kernel.Lists.Initialize(device + Queue + 4);
        kernel.Dispatcher.Initialize(device + Lock, DispatcherType.SynchronizationEvent, DispatcherHeader.Bytes, 1);
    }
}
