using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A jump that was led to a trace, in a list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IncomingJump
{
    /// <summary>The jump's displacement, as executed.</summary>
    public byte* Displacement;

    /// <summary>What it was before: that leads to the dispatcher.</summary>
    public int Before;

    public IncomingJump* Next;
}
