namespace Xemu.Cpu.X86;

/// <summary>Hears which decoded blocks go; machine thread.</summary>
internal unsafe interface IBlockObserver
{
    /// <summary>A block's bytes are about to change. Its memory stays until all blocks are forgotten.</summary>
    void Dropped(Block* block);

    /// <summary>Every block has been forgotten.</summary>
    void Flushed();
}
