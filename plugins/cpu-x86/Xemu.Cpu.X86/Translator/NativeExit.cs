namespace Xemu.Cpu.X86;

/// <summary>Why emitted code was left.</summary>
internal static class NativeExit
{
    /// <summary>The host faulted; see <see cref="NativeFrame.Fault"/>.</summary>
    public const int Fault = 0;

    /// <summary>A trace has ended; EIP is set. The value is the address of a jump that may lead to the next one at once, or 0: it is looked up.</summary>
    public const int Link = 1;

    /// <summary>An instruction has to be interpreted, or the count is nearly reached. The value is its <see cref="NativeTrace.Site"/>.</summary>
    public const int Interpret = 2;

    /// <summary>A trace was reached that is no longer valid; EIP is set to it.</summary>
    public const int Refused = 3;
}
