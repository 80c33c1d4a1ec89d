using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What a fault in emitted code left behind; native memory, one a processor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FaultRecord
{
    /// <summary>The instruction that faulted.</summary>
    public ulong Rip;

    /// <summary>si_addr: the address reached for (SIGSEGV, SIGBUS; 0 when it was not canonical) or the instruction (SIGFPE, SIGILL).</summary>
    public ulong Address;

    /// <summary>The signal's number.</summary>
    public ulong Signal;

    /// <summary>Error code of the host's exception (REG_ERR); of a page fault bit 1 says write. Bit 0 says little: a mapped page need not be present yet.</summary>
    public ulong Error;

    /// <summary>si_code, sign extended.</summary>
    public ulong Code;
}
