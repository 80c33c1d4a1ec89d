namespace Xemu.Kernel.Programs.Tests;

/// <summary>Numbers by which programs ask for files. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class FileFlags
{
    public const uint Read = 0x8000_0000;
    public const uint Write = 0x4000_0000;
    public const uint Delete = 0x0001_0000;
    public const uint ReadAttributes = 0x0080;
    public const uint Synchronize = 0x0010_0000;
    public const uint Everything = Read | Write | Delete;

    public const uint ShareNone = 0;
    public const uint ShareRead = 1;
    public const uint ShareWrite = 2;
    public const uint ShareDelete = 4;
    public const uint ShareAll = 7;

    public const uint Supersede = 0;
    public const uint OpenExisting = 1;
    public const uint CreateNew = 2;
    public const uint OpenIf = 3;
    public const uint Overwrite = 4;
    public const uint OverwriteIf = 5;

    /// <summary>What the status block tells of an open file.</summary>
    public const uint Superseded = 0;
    public const uint Opened = 1;
    public const uint Created = 2;
    public const uint Overwritten = 3;

    public const uint Asynchronous = 0;
    public const uint DirectoryFile = 0x0001;
    public const uint NoBuffering = 0x0008;
    public const uint Synchronous = 0x0020;
    public const uint NonDirectoryFile = 0x0040;
    public const uint DeleteOnClose = 0x1000;
    public const uint Folder = Synchronous | DirectoryFile;

    public const uint ReadOnly = 0x01;
    public const uint Hidden = 0x02;
    public const uint SystemFile = 0x04;
    public const uint DirectoryAttribute = 0x10;
    public const uint Archive = 0x20;
    public const uint Normal = 0x80;

    /// <summary>FILE_INFORMATION_CLASS.</summary>
    public const uint BasicInformation = 4;
    public const uint StandardInformation = 5;
    public const uint RenameInformation = 10;
    public const uint DispositionInformation = 13;
    public const uint PositionInformation = 14;
    public const uint AllocationInformation = 19;
    public const uint EndOfFileInformation = 20;
    public const uint CompletionInformation = 30;
    public const uint NetworkOpenInformation = 34;

    /// <summary>FS_INFORMATION_CLASS.</summary>
    public const uint VolumeInformation = 1;
    public const uint SizeInformation = 3;
    public const uint DeviceInformation = 4;
    public const uint AttributeInformation = 5;

    public const uint GetDriveGeometry = 0x0007_0000;
    public const uint GetPartitionInfo = 0x0007_4004;
    public const uint VerifyDisk = 0x0007_0014;
    public const uint CheckVerifyDisk = 0x0007_4800;
    public const uint GetCdRomGeometry = 0x0002_404C;
    public const uint DismountVolume = 0x0009_0020;
}
