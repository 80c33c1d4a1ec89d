using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A trace that a block is part of, in a list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TraceLink
{
    public NativeTrace* Trace;
    public TraceLink* Next;
}
