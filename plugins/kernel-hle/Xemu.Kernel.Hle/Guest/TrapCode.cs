namespace Xemu.Kernel.Hle;

/// <summary>Why the trap code called the platform: a vector up to 0xFF, or one of these.</summary>
internal static class TrapCode
{
    /// <summary>The machine has just been started.</summary>
    public const uint Start = 0x100;

    /// <summary>A routine that the platform had called has returned.</summary>
    public const uint CallbackReturned = 0x101;

    /// <summary>Something of higher priority is to be done before the interrupted code goes on.</summary>
    public const uint Dispatch = 0x102;

    /// <summary>A call of an export met an address that is not there: EAX holds its ordinal, ECX the address, EDX whether it was written.</summary>
    public const uint Fault = 0x103;

    /// <summary>The first of the exports, called in a way that lets the thread wait; the ordinal is added.</summary>
    public const uint Export = 0x1000;

    /// <summary>Added to an export's code: the call goes on with a wait that a kernel APC interrupted.</summary>
    public const uint Again = 0x8000;
}
