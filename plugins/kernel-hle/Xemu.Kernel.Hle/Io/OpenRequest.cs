namespace Xemu.Kernel.Hle;

/// <summary>What NtCreateFile asks for.</summary>
/// <param name="Attributes">Address of the OBJECT_ATTRIBUTES.</param>
/// <param name="Access">Rights, generic ones as given.</param>
/// <param name="FileAttributes">Attributes of a new file.</param>
/// <param name="Share">What others may do.</param>
/// <param name="Disposition">FILE_SUPERSEDE to FILE_OVERWRITE_IF.</param>
/// <param name="Options">FILE_DIRECTORY_FILE and so on.</param>
/// <param name="AllocationBytes">Room that a new file wants.</param>
internal readonly record struct OpenRequest(
    uint Attributes, uint Access, uint FileAttributes, uint Share, uint Disposition, uint Options, ulong AllocationBytes)
{
    public const uint Supersede = 0;
    public const uint Open = 1;
    public const uint Create = 2;
    public const uint OpenIf = 3;
    public const uint Overwrite = 4;
    public const uint OverwriteIf = 5;

    /// <summary>Whether a file that is there loses what it holds.</summary>
    public bool Overwrites => Disposition is Supersede or Overwrite or OverwriteIf;

    /// <summary>Whether a file that is missing is made.</summary>
    public bool Creates => Disposition is Supersede or Create or OpenIf or OverwriteIf;

    /// <summary>Whether a bit of the options is set.</summary>
    public bool Has(uint option) => (Options & option) != 0;

    /// <summary>
    /// Whether the parameters go together. Source: Microsoft's documentation of NtCreateFile; that the console checks the same: unverified. It does not check attributes, as NT does:
    /// nxdk's CreateFile (lib/winapi/fileio.c) hands the flags of its caller over with them.
    /// </summary>
    public bool IsValid()
    {
        bool bad = Disposition > OverwriteIf
            || (Options & ~FileRights.ValidOptions) != 0
            || (Share & ~FileRights.ShareAll) != 0
            || (Options & FileRights.Synchronous) == FileRights.Synchronous
            || (Has(FileRights.Synchronous) && (Access & FileRights.Synchronize) == 0)
            || (Has(FileRights.DeleteOnClose) && (Access & FileRights.Delete) == 0)
            || (Has(FileRights.DirectoryFile) && Has(FileRights.NonDirectoryFile))
            || (Has(FileRights.DirectoryFile) && Disposition is not (Open or Create or OpenIf));
        return !bad;
    }
}
