namespace Xemu.Cpu.X86;

/// <summary>An access of emitted code that the guest has been told of as a page fault.</summary>
internal readonly struct MissingPage(uint nextEip, uint linear, bool isWrite)
{
    private readonly bool _isSet = true;

    /// <summary>The address that was not mapped, or not for this.</summary>
    public uint Linear => linear;

    public bool IsWrite => isWrite;

    /// <summary>Whether an address is that of the instruction behind.</summary>
    public bool IsBehind(uint eip) => _isSet && eip == nextEip;
}
