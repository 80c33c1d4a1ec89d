namespace Xemu.Cpu.X86;

/// <summary>Bits of <see cref="CpuState.Attention"/>: what the run loop has to see to between two blocks.</summary>
internal static class Attention
{
    /// <summary>A handler recorded a fault.</summary>
    public const int Fault = 1;

    /// <summary>A stop was patched behind the op that ran.</summary>
    public const int Stop = 2;

    /// <summary>INTR is high and can be taken.</summary>
    public const int Intr = 4;

    /// <summary>An NMI waits and is not blocked.</summary>
    public const int Nmi = 8;

    /// <summary>RequestExit was called.</summary>
    public const int Exit = 16;

    /// <summary>Instructions run one by one: TF, instruction breakpoints, or a shadow after STI or MOV SS.</summary>
    public const int Careful = 32;

    /// <summary>Halted or shut down.</summary>
    public const int Halted = 64;

    /// <summary>A data breakpoint was hit, or a debug trap waits.</summary>
    public const int Debug = 128;

    /// <summary>Another thread wrote to a watched page.</summary>
    public const int Drops = 256;

    /// <summary>A breakpoint of the debugger was hit.</summary>
    public const int Break = 512;
}
