namespace Xemu.Kernel.Hle;

/// <summary>Bits of access masks, of share modes and of create options, and what they mean. Source: nxdk lib/xboxkrnl/xboxkrnl.h; generic rights as Microsoft's documentation of file access rights maps them.</summary>
internal static class FileRights
{
    public const uint ReadData = 0x0001;
    public const uint WriteData = 0x0002;
    public const uint AppendData = 0x0004;
    public const uint Execute = 0x0020;
    public const uint DeleteChild = 0x0040;
    public const uint WriteAttributes = 0x0100;
    public const uint Delete = 0x0001_0000;
    public const uint Synchronize = 0x0010_0000;
    public const uint All = 0x001F_01FF;

    public const uint ShareRead = 1;
    public const uint ShareWrite = 2;
    public const uint ShareDelete = 4;
    public const uint ShareAll = 7;

    public const uint DirectoryFile = 0x0000_0001;
    public const uint SequentialOnly = 0x0000_0004;
    public const uint NoBuffering = 0x0000_0008;
    public const uint SynchronousAlert = 0x0000_0010;
    public const uint SynchronousNonalert = 0x0000_0020;
    public const uint Synchronous = SynchronousAlert | SynchronousNonalert;
    public const uint NonDirectoryFile = 0x0000_0040;
    public const uint DeleteOnClose = 0x0000_1000;
    public const uint OpenByFileId = 0x0000_2000;
    public const uint ValidOptions = 0x00FF_FFFF;

    /// <summary>Options that FileModeInformation shows, and those that it may set.</summary>
    public const uint ModeOptions = 0x0000_103E;
    public const uint SettableOptions = 0x0000_0036;

    private const uint MaximumAllowed = 0x0200_0000;
    private const uint GenericAll = 0x1000_0000;
    private const uint GenericExecute = 0x2000_0000;
    private const uint GenericWrite = 0x4000_0000;
    private const uint GenericRead = 0x8000_0000;
    private const uint GenericMask = 0xF000_0000;

    /// <summary>Replaces generic rights by what they stand for. There are no owners: what is asked for is given.</summary>
    public static uint Map(uint access)
    {
        uint mapped = access & ~(GenericMask | MaximumAllowed);
        mapped |= (access & GenericRead) != 0 ? 0x0012_0089U : 0;
        mapped |= (access & GenericWrite) != 0 ? 0x0012_0116U : 0;
        mapped |= (access & GenericExecute) != 0 ? 0x0012_00A0U : 0;
        mapped |= (access & (GenericAll | MaximumAllowed)) != 0 ? All : 0;
        return mapped;
    }

    /// <summary>Whether a right to read counts for sharing.</summary>
    public static bool Reads(uint access) => (access & (ReadData | Execute)) != 0;

    /// <summary>Whether a right to write counts for sharing.</summary>
    public static bool Writes(uint access) => (access & (WriteData | AppendData)) != 0;

    /// <summary>Whether a right to delete counts for sharing.</summary>
    public static bool Deletes(uint access) => (access & Delete) != 0;
}
