namespace Xemu.Kernel.Hle;

/// <summary>IO_STACK_LOCATION as byte offsets: what one driver of several is asked for.</summary>
/// <remarks>Source of the fields and bits: nboxkrnl io/iop.hpp. That they are packed to four bytes, as in Windows' headers of 32 bits: unverified.</remarks>
internal static class IrpStack
{
    public const uint Major = 0;
    public const uint Minor = 1;
    public const uint Flags = 2;
    public const uint Control = 3;

    /// <summary>Of reads and writes: how many bytes; of control codes: size of the output buffer.</summary>
    public const uint Length = 4;

    /// <summary>Of reads and writes: where, 64 bits.</summary>
    public const uint ByteOffset = 0x0C;

    /// <summary>Of control codes: address of the input.</summary>
    public const uint InputBuffer = 0x08;

    /// <summary>Of control codes: its length.</summary>
    public const uint InputLength = 0x0C;

    /// <summary>Of control codes: the code.</summary>
    public const uint ControlCode = 0x10;

    /// <summary>Of queries: the class.</summary>
    public const uint InformationClass = 0x08;

    public const uint Device = 0x14;
    public const uint File = 0x18;
    public const uint Routine = 0x1C;
    public const uint Context = 0x20;

    /// <summary>Size of a location.</summary>
    public const uint Bytes = 0x24;

    /// <summary>Bit of <see cref="Control"/>: the request goes on after its call.</summary>
    public const byte PendingReturned = 0x01;

    /// <summary>Bit of <see cref="Control"/>: the request is not cancelled.</summary>
    public const byte MustComplete = 0x02;

    /// <summary>Bits of <see cref="Control"/>: when the completion routine is called.</summary>
    public const byte InvokeOnCancel = 0x20;
    public const byte InvokeOnSuccess = 0x40;
    public const byte InvokeOnError = 0x80;
}
