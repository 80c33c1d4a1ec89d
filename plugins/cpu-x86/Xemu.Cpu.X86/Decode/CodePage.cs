namespace Xemu.Cpu.X86;

/// <summary>A host page that blocks were decoded from.</summary>
internal unsafe struct CodePage
{
    public byte* HostPage;
    public CodePage* NextInBucket;
    public Block* Blocks;

    /// <summary>Blocks of instructions that began on the page before.</summary>
    public Block* SecondBlocks;

    /// <summary>Blocks that have proven their address since they all had to do it again: few, for most are only parts of translations.</summary>
    public Block* Proven;

    /// <summary>A bit for each 32 bytes that hold decoded code.</summary>
    public fixed ulong Granules[2];
}
