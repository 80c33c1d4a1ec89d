using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What FNSTENV stores: Intel SDM vol. 1, figure 8-9.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X87EnvironmentImage
{
    public uint Control;
    public uint Status;
    public uint Tags;
    public uint InstructionOffset;
    public uint InstructionSelector;
    public uint DataOffset;
    public uint DataSelector;
}
