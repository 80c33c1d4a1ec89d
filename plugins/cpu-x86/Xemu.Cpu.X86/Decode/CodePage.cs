namespace Xemu.Cpu.X86;

/// <summary>A host page that blocks were decoded from.</summary>
internal unsafe struct CodePage
{
    public byte* HostPage;
    public CodePage* NextInBucket;
    public Block* Blocks;

    /// <summary>Blocks of instructions that began on the page before.</summary>
    public Block* SecondBlocks;

    /// <summary>A bit for each 32 bytes that hold decoded code.</summary>
    public fixed ulong Granules[2];
}
