namespace Xemu.Cpu.X86;

/// <summary>The host's general registers by number, and what emitted code keeps in them.</summary>
/// <remarks>
/// RAX, RCX, RDX, RBX, RBP, RSI and RDI hold the guest's registers of these names, R12 its ESP; the upper halves are zero. RSP is the host's stack.
/// R8, R9 and R10 are scratch between two guest instructions.
/// </remarks>
internal static class HostRegister
{
    public const int Rax = 0;
    public const int Rcx = 1;
    public const int Rdx = 2;
    public const int Rbx = 3;
    public const int Rsp = 4;
    public const int Rbp = 5;
    public const int Rsi = 6;
    public const int Rdi = 7;
    public const int R8 = 8;
    public const int R9 = 9;
    public const int R10 = 10;

    /// <summary>The constant <see cref="ShiftCount"/>.</summary>
    public const int Shift = 11;

    /// <summary>44: of 64 bits that leaves the sign of any number that occurs, of 32 bits, which take it modulo 32, a page's number.</summary>
    public const int ShiftCount = 44;

    /// <summary>The guest's ESP, less what the trace has pushed and popped since it last moved it.</summary>
    public const int Esp = 12;

    /// <summary>Start of the <see cref="JumpTable"/>.</summary>
    public const int Jumps = 13;

    /// <summary>Instructions that may still retire, see <see cref="NativeFrame.Remaining"/>.</summary>
    public const int Remaining = 14;

    /// <summary>The <see cref="CpuState"/>.</summary>
    public const int State = 15;

    /// <summary>No register.</summary>
    public const int None = -1;

    /// <summary>Where a guest register (0 to 7, Intel's numbers) is.</summary>
    public static int Of(int guest) => guest == Reg.Esp ? Esp : guest;
}
