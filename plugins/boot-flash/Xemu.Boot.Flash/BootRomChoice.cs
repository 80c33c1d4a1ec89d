namespace Xemu.Boot.Flash;

/// <summary>What covers the end of the flash after a reset, where no ROM file is given.</summary>
public enum BootRomChoice
{
    /// <summary>The open boot ROM, if the image has x-codes, which only a boot ROM carries out, and there is a switch to hide the ROM; else nothing.</summary>
    Auto,

    /// <summary>The open boot ROM.</summary>
    Open,

    /// <summary>Nothing: the machine starts at the image's own reset vector.</summary>
    None,
}
