namespace Xemu.Kernel.Hle;

/// <summary>Which routine of the guest the platform had called.</summary>
internal enum CallbackKind : uint
{
    /// <summary>An interrupt service routine.</summary>
    Interrupt = 1,

    /// <summary>A deferred procedure call.</summary>
    Dpc = 2,

    /// <summary>The kernel routine of an APC.</summary>
    ApcKernelRoutine = 3,

    /// <summary>The normal routine of an APC.</summary>
    ApcNormalRoutine = 4,

    /// <summary>A handler of an exception.</summary>
    ExceptionHandler = 5,

    /// <summary>A handler while the stack is unwound.</summary>
    UnwindHandler = 6,

    /// <summary>A routine that is told of new and ended threads.</summary>
    ThreadNotify = 7,

    /// <summary>A routine that is told of the shutdown.</summary>
    Shutdown = 8,

    /// <summary>The rundown routine of an APC whose thread ends before it ran.</summary>
    ApcRundown = 9,
}
