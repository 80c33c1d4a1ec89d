namespace Xemu.Cpu.X86;

/// <summary>The classes that FXAM tells apart.</summary>
/// <remarks>The value is C3 C2 C0 in that order. Source: Intel SDM vol. 2, FXAM.</remarks>
internal enum Float80Class
{
    Unsupported = 0b000,
    NaN = 0b001,
    Normal = 0b010,
    Infinity = 0b011,
    Zero = 0b100,
    Empty = 0b101,
    Denormal = 0b110,
}
