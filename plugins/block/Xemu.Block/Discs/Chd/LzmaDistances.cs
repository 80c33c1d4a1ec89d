namespace Xemu.Block;

/// <summary>Reads the distances of LZMA's matches.</summary>
internal sealed class LzmaDistances
{
    private const int LengthStates = 4;
    private const int SlotBits = 6;
    private const int AlignBits = 4;

    /// <summary>Slots below this are the distance; below the next have bits with probabilities of their own.</summary>
    private const int FirstModelSlot = 4;
    private const int FirstDirectSlot = 14;
    private const ushort Even = 1024;

    private readonly ushort[] _slots = new ushort[LengthStates << SlotBits];
    private readonly ushort[] _models = new ushort[1 + 128 - FirstDirectSlot];
    private readonly ushort[] _align = new ushort[1 << AlignBits];

    /// <summary>Forgets what was learnt.</summary>
    public void Reset()
    {
        Array.Fill(_slots, Even);
        Array.Fill(_models, Even);
        Array.Fill(_align, Even);
    }

    /// <summary>Reads one, less 1.</summary>
    public uint Decode(ref LzmaRange range, int length)
    {
        int slot = range.Tree(_slots.AsSpan(Math.Min(length, LengthStates - 1) << SlotBits, 1 << SlotBits), SlotBits);
        if (slot < FirstModelSlot)
        {
            return (uint)slot;
        }

        int bits = (slot >> 1) - 1;
        uint distance = (2u | ((uint)slot & 1)) << bits;
        return slot < FirstDirectSlot
            ? distance + range.ReverseTree(_models.AsSpan((int)distance - slot), bits)
            : distance + (range.DirectBits(bits - AlignBits) << AlignBits) + range.ReverseTree(_align, AlignBits);
    }
}
