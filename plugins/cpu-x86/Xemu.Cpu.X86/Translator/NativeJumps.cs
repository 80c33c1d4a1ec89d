using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Where indirect jumps find translations: a slot by the low 16 bits of EIP, one table for supervisor and one for user code.</summary>
/// <remarks>A slot says nothing about the epoch: the block that it leads to checks that by itself.</remarks>
[Derived("filled again as jumps are taken")]
internal sealed unsafe class NativeJumps : IDisposable
{
    private const int Slots = 1 << 16;

    private Slot* _slots = (Slot*)NativeMemory.AlignedAlloc(2 * Slots * (nuint)sizeof(Slot), 4096);
    private uint _csBase;
    private uint _csLimit;
    private uint _mode;

    public NativeJumps() => Clear();

    public byte* TableOf(uint mode) => (byte*)(_slots + ((mode & CpuMode.User) != 0 ? Slots : 0));

    /// <summary>Everything in the tables is of one code segment's base, limit and mode; another one starts anew.</summary>
    public void Use(Block* block)
    {
        uint mode = block->Mode & ~CpuMode.User;
        if (block->CsBase != _csBase || block->CsLimit != _csLimit || mode != _mode)
        {
            (_csBase, _csLimit, _mode) = (block->CsBase, block->CsLimit, mode);
            Clear();
        }
    }

    public void Set(Block* block, byte* entry)
    {
        Use(block);
        Slot* slot = (Slot*)TableOf(block->Mode) + (ushort)block->Eip;
        slot->Eip = block->Eip;
        slot->Entry = entry;
    }

    public void Clear()
    {
        for (int i = 0; i < 2 * Slots; i++)
        {
            // No EIP has this slot's low bits and that number.
            _slots[i].Eip = (uint)(~i & 0xFFFF);
            _slots[i].Entry = null;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_slots);
        _slots = null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public uint Eip;
        public byte* Entry;
    }
}
