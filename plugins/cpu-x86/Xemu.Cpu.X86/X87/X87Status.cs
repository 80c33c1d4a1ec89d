namespace Xemu.Cpu.X86;

/// <summary>Bits of the x87 status word.</summary>
/// <remarks>The six exceptions have the same places in the control word, as masks. Source: Intel SDM vol. 1, 8.1.3 and 8.1.5.</remarks>
[Flags]
internal enum X87Status : ushort
{
    None = 0,
    Invalid = 0x0001,
    Denormal = 0x0002,
    ZeroDivide = 0x0004,
    Overflow = 0x0008,
    Underflow = 0x0010,
    Precision = 0x0020,
    StackFault = 0x0040,
    ErrorSummary = 0x0080,
    C0 = 0x0100,
    C1 = 0x0200,
    C2 = 0x0400,
    TopMask = 0x3800,
    C3 = 0x4000,
    Busy = 0x8000,

    Exceptions = 0x003F,
    Conditions = C0 | C1 | C2 | C3,
    Unordered = C0 | C2 | C3,
}
