namespace Xemu.Abstractions.Devices;

/// <summary>The 8-bit registers of an IDE task file; the values of the first eight are their offsets in the command block.</summary>
public enum IdeRegister
{
    /// <summary>Error on reading, features on writing.</summary>
    ErrorFeatures = 1,

    /// <summary>Sector count; interrupt reason for packet devices.</summary>
    SectorCount = 2,

    /// <summary>LBA 0 to 7.</summary>
    LbaLow = 3,

    /// <summary>LBA 8 to 15; byte count low for packet devices.</summary>
    LbaMid = 4,

    /// <summary>LBA 16 to 23; byte count high for packet devices.</summary>
    LbaHigh = 5,

    /// <summary>Device select and LBA 24 to 27.</summary>
    Device = 6,

    /// <summary>Status on reading, command on writing.</summary>
    Status = 7,

    /// <summary>Alternate status on reading, device control on writing.</summary>
    AlternateStatus = 8,
}
