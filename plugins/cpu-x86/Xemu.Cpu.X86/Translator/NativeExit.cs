namespace Xemu.Cpu.X86;

/// <summary>Why emitted code was left.</summary>
internal static class NativeExit
{
    /// <summary>The host faulted; see <see cref="NativeFrame.Fault"/>.</summary>
    public const int Fault = 0;

    /// <summary>A block has ended; EIP is set. The value is the address of a jump that may lead to the next one at once, or 0.</summary>
    public const int Link = 1;

    /// <summary>An instruction has to be interpreted. The value names it, see <see cref="NativeBlock.Site"/>.</summary>
    public const int Interpret = 2;

    /// <summary>A block was reached that must not be entered as things stand; EIP is set to it.</summary>
    public const int Refused = 3;
}
