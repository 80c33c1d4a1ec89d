namespace Xemu.Kernel.Hle;

/// <summary>Layout of what the trap code leaves on the stack, as byte offsets.</summary>
/// <remarks>
/// PUSHAD's eight registers, then two words of ours, then what IRETD takes. In a call frame of an export there are only the eight registers and two
/// return addresses: the stub's and the caller's; the arguments follow.
/// </remarks>
internal static class TrapFrame
{
    public const uint Edi = 0;
    public const uint Esi = 4;
    public const uint Ebp = 8;

    /// <summary>PUSHAD's ESP: a word that POPAD ignores; holds the thread's exception list while it does not run.</summary>
    public const uint ExceptionList = 12;

    public const uint Ebx = 16;
    public const uint Edx = 20;
    public const uint Ecx = 24;
    public const uint Eax = 28;

    /// <summary>Why: see <see cref="TrapCode"/>.</summary>
    public const uint Code = 32;

    /// <summary>The processor's error code, or 0.</summary>
    public const uint Error = 36;

    public const uint Eip = 40;
    public const uint Cs = 44;
    public const uint Eflags = 48;

    /// <summary>Size of the frame; the interrupted code's ESP is the frame's address plus this.</summary>
    public const uint Bytes = 52;

    /// <summary>Call frame of an export: the return address into the stub.</summary>
    public const uint StubReturn = 32;

    /// <summary>Call frame of an export: the caller's return address.</summary>
    public const uint CallerReturn = 36;
}
