namespace Xemu.Kernel.Hle;

/// <summary>What a driver is asked for: IRP_MJ numbers, 14 of them. Source: nboxkrnl io/iop.hpp; that reading is 2, also XBMC's FatDevice.cpp.</summary>
internal enum MajorFunction : byte
{
    Create = 0,
    Close = 1,
    Read = 2,
    Write = 3,
    QueryInformation = 4,
    SetInformation = 5,
    FlushBuffers = 6,
    QueryVolumeInformation = 7,
    DirectoryControl = 8,
    FileSystemControl = 9,
    DeviceControl = 10,
    InternalDeviceControl = 11,
    Shutdown = 12,
    Cleanup = 13,
}
