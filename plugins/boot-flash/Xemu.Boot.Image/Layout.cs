namespace Xemu.Boot.Image;

/// <summary>Where the image and its program have things.</summary>
/// <remarks>
/// <code>
/// ROM  FFFC_0000  code            copied to 0010_0000 and run there
///      FFFE_0000  data            copied to 0012_0000
///      FFFF_F000  loader          32-bit, runs in the ROM
///      FFFF_FF00  reset code      16-bit
///      FFFF_FFF0  reset vector
/// RAM  0020_0000  IDT, variables, serial queue, stack
///      end-4 MiB  picture
/// </code>
/// </remarks>
internal static class Layout
{
    public const int ImageBytes = 256 << 10;
    public const uint RomBase = uint.MaxValue - ImageBytes + 1;

    public const int CodeRoom = 0x2_0000;
    public const int DataOffset = CodeRoom;
    public const int LoaderOffset = 0x3_F000;
    public const int DataRoom = LoaderOffset - DataOffset;
    public const int ResetCodeOffset = 0x3_FF00;
    public const int ResetVectorOffset = 0x3_FFF0;

    public const uint CodeBase = 0x0010_0000;
    public const uint DataBase = CodeBase + DataOffset;

    public const uint Idt = 0x0020_0000;
    public const uint Variables = 0x0020_1000;
    public const uint SerialQueue = 0x0021_0000;
    public const uint SerialQueueBytes = 0x4000;
    public const uint StackTop = 0x0028_0000;

    /// <summary>The picture is this far below the end of RAM, where Cromwell keeps it too.</summary>
    public const uint PictureRoom = 4 << 20;

    public const ushort CodeSelector = 0x10;
    public const ushort DataSelector = 0x18;
}
