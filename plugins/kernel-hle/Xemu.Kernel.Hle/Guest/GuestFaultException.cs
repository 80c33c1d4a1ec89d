namespace Xemu.Kernel.Hle;

/// <summary>The guest gave the kernel an address that is not there. Never leaves the kernel: it becomes an access violation in the guest, as on the console, where the kernel runs in the program's address space.</summary>
internal sealed class GuestFaultException(uint address, bool isWrite) : Exception($"0x{address:X8} cannot be {(isWrite ? "written" : "read")}.")
{
    /// <summary>The linear address.</summary>
    public uint Address { get; } = address;

    /// <summary>Whether it was to be written.</summary>
    public bool IsWrite { get; } = isWrite;
}
