namespace Xemu.Kernel.Xbe;

/// <summary>What the program asks of the loader. Source: xboxdevwiki "Xbe", initialization flags.</summary>
[Flags]
internal enum XbeInitFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Mount the utility drive.</summary>
    MountUtilityDrive = 0x01,

    /// <summary>Format the utility drive.</summary>
    FormatUtilityDrive = 0x02,

    /// <summary>Use 64 MiB also where there is more.</summary>
    Limit64Megabytes = 0x04,

    /// <summary>Leave the hard disk as it is.</summary>
    DontSetupHarddisk = 0x08,
}
