using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What stands at a physical page, cached from the address space.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PhysicalPage
{
    /// <summary>Page number plus one; 0 when the slot is empty.</summary>
    public uint Tag;

    /// <summary>1 RAM, 2 ROM, 0 anything else, also pages of several ranges.</summary>
    public byte Kind;

    /// <summary>Index of the block, for RAM and ROM.</summary>
    public ushort Block;

    public byte* Host;
    public byte* State;

    /// <summary>Byte offset of the page in its block.</summary>
    public ulong Offset;

    public readonly bool IsRam => Kind == 1;

    public readonly bool IsDirect => Kind != 0;
}
