namespace Xemu.Ide;

/// <summary>Why a packet command failed: sense key, additional code and qualifier.</summary>
/// <param name="Key">The sense key, 0 to 15.</param>
/// <param name="Code">The additional sense code.</param>
/// <param name="Qualifier">Its qualifier.</param>
/// <remarks>Codes: MMC-3 (T10 1363D), annex F; SPC-2 (T10 1236D), 7.23.</remarks>
internal readonly record struct Sense(byte Key, byte Code, byte Qualifier)
{
    /// <summary>Nothing to report.</summary>
    public static Sense None => default;

    /// <summary>The drive is empty, its tray closed.</summary>
    public static Sense NoMedium => new(0x02, 0x3A, 0x01);

    /// <summary>The tray is open.</summary>
    public static Sense TrayOpen => new(0x02, 0x3A, 0x02);

    /// <summary>The disc may have been changed.</summary>
    public static Sense MediumChanged => new(0x06, 0x28, 0x00);

    /// <summary>Power-on or reset.</summary>
    public static Sense WasReset => new(0x06, 0x29, 0x00);

    /// <summary>There is no such command.</summary>
    public static Sense InvalidCommand => new(0x05, 0x20, 0x00);

    /// <summary>The address is beyond the disc.</summary>
    public static Sense OutOfRange => new(0x05, 0x21, 0x00);

    /// <summary>A field of the packet is wrong.</summary>
    public static Sense InvalidField => new(0x05, 0x24, 0x00);

    /// <summary>A field of the parameters is wrong.</summary>
    public static Sense InvalidParameter => new(0x05, 0x26, 0x00);

    /// <summary>The parameters are too short.</summary>
    public static Sense ParameterLength => new(0x05, 0x1A, 0x00);

    /// <summary>Mode pages are not saved.</summary>
    public static Sense SavingNotSupported => new(0x05, 0x39, 0x00);

    /// <summary>The command does not fit the kind of disc.</summary>
    public static Sense WrongFormat => new(0x05, 0x30, 0x02);

    /// <summary>The tray is locked.</summary>
    public static Sense RemovalPrevented => new(0x05, 0x53, 0x02);

    /// <summary>The disc cannot be read here.</summary>
    public static Sense ReadError => new(0x03, 0x11, 0x00);
}
