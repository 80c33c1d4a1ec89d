using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>One translation, 32 bytes. The tags serve the inline path: an access lies in the page when <c>linear - tag</c> is small.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct TlbEntry
{
    /// <summary>Linear page address if plain reads may go through <see cref="Host"/>, else an address that never maps to this slot.</summary>
    public uint ReadTag;

    /// <summary>The same for writes: permitted, dirty bit set, RAM.</summary>
    public uint WriteTag;

    /// <summary>Host address of the page's first byte; null for registers.</summary>
    public byte* Host;

    /// <summary>The page's state byte, see PageState.</summary>
    public byte* State;

    /// <summary>Physical page number.</summary>
    public uint PhysicalPage;

    /// <summary>Linear page address, with bits of <see cref="TlbInfo"/>.</summary>
    public uint Info;
}
