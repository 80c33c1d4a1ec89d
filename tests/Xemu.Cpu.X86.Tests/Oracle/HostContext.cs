namespace Xemu.Cpu.X86.Tests;

/// <summary>Offsets in the context page that the host stubs work with.</summary>
internal static class HostContext
{
    public const int InGpr = 0x000;
    public const int InEflags = 0x020;
    public const int InSegments = 0x030;
    public const int Entry32 = 0x040;
    public const int OutGpr = 0x080;
    public const int OutEflags = 0x0A0;
    public const int OutSegments = 0x0B0;
    public const int SavedRsp = 0x100;
    public const int SavedMxcsr = 0x108;
    public const int SavedControl = 0x10C;
    public const int SavedFsBase = 0x110;
    public const int SavedGsBase = 0x118;

    /// <summary>Number of the signal that ended the run, or 0.</summary>
    public const int Signal = 0x120;

    /// <summary>Copy of <c>gregs</c> of the signal's context.</summary>
    public const int Registers = 0x140;

    /// <summary>The handlers that were there before, by signal number.</summary>
    public const int OldHandlers = 0x200;

    public const int FxIn = 0x400;
    public const int FxOut = 0x600;
}
