namespace Xemu.Cpu.X86;

/// <summary>An access of emitted code that the guest has been told of as a page fault. When it comes back to the instruction, that is interpreted, and the page learnt without a fault of the host.</summary>
internal readonly struct MissingPage(uint eip, uint linear, bool isWrite)
{
    private readonly bool _isSet = true;

    /// <summary>The address that was not mapped, or not for this.</summary>
    public uint Linear => linear;

    public bool IsWrite => isWrite;

    /// <summary>Whether a block starts with the instruction.</summary>
    public unsafe bool IsAt(Block* block) => _isSet && block->Eip == eip;
}
