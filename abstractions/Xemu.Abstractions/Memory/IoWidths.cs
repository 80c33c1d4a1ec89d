namespace Xemu.Abstractions.Memory;

/// <summary>The access widths of an I/O handler, in bytes (1, 2, 4 or 8).</summary>
/// <param name="MinAccepted">Smallest access that the guest may make; a smaller one reads all ones and is dropped on write.</param>
/// <param name="MaxAccepted">Largest access that the guest may make; a larger one is dropped, and reads all ones.</param>
/// <param name="MinImplemented">Smallest access that the handler sees; a smaller read is cut out of one of this width, a smaller write is merged into what a read of this width gives. A device with write-one-to-clear registers that guests reach in bytes implements bytes itself.</param>
/// <param name="MaxImplemented">Largest access that the handler sees.</param>
public readonly record struct IoWidths(int MinAccepted, int MaxAccepted, int MinImplemented, int MaxImplemented)
{
    /// <summary>Bytes only: wider accesses arrive as several, lowest first.</summary>
    public static IoWidths Byte => new(1, 8, 1, 1);

    /// <summary>Bytes and words as they are.</summary>
    public static IoWidths ByteOrWord => new(1, 8, 1, 2);

    /// <summary>Whatever the guest uses, up to four bytes, as it is.</summary>
    public static IoWidths Any => new(1, 8, 1, 4);

    /// <summary>32-bit registers: a narrower read is cut out, and a narrower write is merged with what a read gives.</summary>
    public static IoWidths Dword => new(1, 8, 4, 4);
}
