using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What passes between emitted code and a transcendental function (<see cref="X87Functions"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X87Call
{
    /// <summary>ST0 and ST1.</summary>
    public X87Register First;
    public X87Register Second;

    /// <summary>The result less what is below its 64 bits, and a part of that which rounds to the same; for an instruction that pushes the same of what it pushes.</summary>
    public X87Register High;
    public X87Register PushedHigh;
    public double Low;
    public double PushedLow;

    /// <summary>FCW, and the same for 64 bits.</summary>
    public ushort Control;
    public ushort FullControl;

    /// <summary>FSW before the instruction.</summary>
    public ushort Status;

    /// <summary>Room for FNSTENV.</summary>
    public X87EnvironmentImage Environment;
}
