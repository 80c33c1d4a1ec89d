namespace Xemu.Kernel.Tests;

/// <summary>How a call of an export ended.</summary>
internal enum CallOutcome
{
    /// <summary>It returned.</summary>
    Returned,

    /// <summary>It met an address that is not there.</summary>
    Faulted,

    /// <summary>The thread waits, or goes on elsewhere.</summary>
    Suspended,
}
