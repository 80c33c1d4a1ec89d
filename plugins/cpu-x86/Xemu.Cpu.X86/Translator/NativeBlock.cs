namespace Xemu.Cpu.X86;

/// <summary>The translation of a block.</summary>
internal sealed unsafe class NativeBlock(int number, Block* block, byte* start, byte* end, int[] offsets, ulong interpreted, ulong slow)
{
    private const int FaultsUntilSlow = 8;

    private byte[]? _faults;

    /// <summary>Its place among all translations since the last flush.</summary>
    public int Number { get; } = number;

    public Block* Block { get; } = block;

    /// <summary>Where others enter: first it is checked whether the block may run.</summary>
    public byte* Start { get; } = start;

    /// <summary>One past its last byte.</summary>
    public byte* End { get; } = end;

    /// <summary>A bit an instruction: it leaves to the interpreter.</summary>
    public ulong Interpreted { get; } = interpreted;

    /// <summary>Those of them that could be emitted, but fault too often.</summary>
    public ulong Slow { get; } = slow;

    /// <summary>The value of an exit to the interpreter.</summary>
    public static ulong Site(int number, int op) => ((ulong)(uint)number << 8) | (uint)op;

    /// <summary>How many places code can be entered at: an instruction each, and the end of a block that ends in none.</summary>
    public int Count => offsets.Length;

    public bool IsInterpreted(int op) => (Interpreted >> op & 1) != 0;

    /// <summary>Where an instruction begins.</summary>
    public byte* At(int op) => Start + offsets[op];

    /// <summary>The instruction that an address belongs to.</summary>
    public int OpAt(byte* address)
    {
        int offset = (int)(address - Start);
        int found = Array.BinarySearch(offsets, offset);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Counts a fault of an instruction that could not be helped.</summary>
    /// <returns>Whether it had better be interpreted from now on.</returns>
    public bool CountFault(int op)
    {
        _faults ??= new byte[offsets.Length];
        return _faults[op] < FaultsUntilSlow && ++_faults[op] == FaultsUntilSlow;
    }
}
