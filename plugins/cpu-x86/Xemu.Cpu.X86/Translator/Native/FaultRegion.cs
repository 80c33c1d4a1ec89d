using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>One region of emitted code, as the fault handler reads it.</summary>
/// <remarks>Whoever changes it sets the length to 0 first and to its value last; the handler reads start and length once more at the end.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FaultRegion
{
    public const int Bytes = 32;
    public const int StartOffset = 0;
    public const int LengthOffset = 8;
    public const int ExitOffset = 16;
    public const int RecordOffset = 24;

    public byte* Start;
    public nuint Length;
    public byte* Exit;
    public FaultRecord* Record;
}
