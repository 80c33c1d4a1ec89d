namespace Xemu.Cpu.X86;

/// <summary>A host page that blocks were decoded from.</summary>
internal unsafe struct CodePage
{
    public byte* HostPage;
    public CodePage* NextInBucket;
    public Block* Blocks;

    /// <summary>Those of them that have proven their address since the page's translation was last forgotten: few, for most are only parts of traces.</summary>
    public Block* Proven;

    /// <summary>Blocks of instructions that began on the page before.</summary>
    public Block* SecondBlocks;

    /// <summary>A bit for each 32 bytes that hold decoded code.</summary>
    public fixed ulong Granules[2];

    private const int LeastPatience = 5;
    private const int MostPatience = 16;

    /// <summary>Writes beside the code since the page was last given up.</summary>
    private uint _writes;

    /// <summary>How often it was given up.</summary>
    private int _times;

    /// <summary>Counts a write beside the code: after 32, the next time after 64 and so on, the page is to be given up.</summary>
    public bool HasLostPatience()
    {
        if (++_writes >> Math.Min(LeastPatience + _times, MostPatience) == 0)
        {
            return false;
        }

        _writes = 0;
        _times++;
        return true;
    }
}
