using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Memory: virtual, contiguous, protections.</summary>
internal static class MemoryPrograms
{
    private const int Reserve = 0x2000;
    private const int Commit = 0x1000;
    private const int Release = 0x8000;
    private const int ReadOnly = 0x02;
    private const int ReadWrite = 0x04;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // What is only reserved is not there; a page that was just read-only is written as soon as it may be.
        ["virtual-memory"] = new(Virtual, [0, 0, 0, 0x1_0000, 0, 0, 7, 0, 0x04, 1, 0, 0x02, 8, 0, 0]),
        ["contiguous-memory"] = new(Contiguous, [0x8000_0000, 0x2000, 1, 0, 0]),
    };

    private static void Virtual(ProgramText t)
    {
        GuestRoutine handler = t.Routine("handler");
        (uint address, uint size, uint old) = (t.Data.Variable(), t.Data.Variable(), t.Data.Variable());
        t.C.mov(At(size), 0x1_0000);
        t.ReportCall("NtAllocateVirtualMemory", address, 0, size, Reserve, ReadWrite);
        ReportValid(t, address);
        t.C.mov(eax, At(address));
        t.C.and(eax, 0xFFFF);
        t.Report(eax);
        t.Report(At(size));
        t.C.mov(At(size), 0x1000);
        t.ReportCall("NtAllocateVirtualMemory", address, 0, size, Commit, ReadWrite);
        t.C.mov(ebx, At(address));
        t.Report(__dword_ptr[ebx]);
        t.C.mov(__dword_ptr[ebx], 7);
        t.Report(__dword_ptr[ebx]);
        t.ReportCall("NtProtectVirtualMemory", address, size, ReadOnly, old);
        t.Report(At(old));
        t.WithHandler(handler, () => t.C.mov(__dword_ptr[ebx], 8));
        t.Report(__dword_ptr[ebx]);
        t.C.mov(At(size), 0);
        t.ReportCall("NtFreeVirtualMemory", address, size, Release);
        ReportValid(t, address);
        t.Program.End();
        t.Handler(handler, () =>
        {
            t.Report(__dword_ptr[esi + 20]);
            t.ReportCall("NtProtectVirtualMemory", address, size, ReadWrite, old);
            t.Report(At(old));
            t.C.xor(eax, eax);
        });
    }

    private static void Contiguous(ProgramText t)
    {
        uint address = t.Data.Variable();
        t.Call("MmAllocateContiguousMemory", 0x1800);
        t.C.mov(At(address), eax);
        t.Call("MmGetPhysicalAddress", eax);
        t.C.neg(eax);
        t.C.add(eax, At(address));
        t.Report(eax);
        t.ReportCall("MmQueryAllocationSize", At(address));
        ReportValid(t, address);
        t.C.mov(ebx, At(address));
        t.C.mov(__dword_ptr[ebx], 1);
        t.Call("MmFreeContiguousMemory", ebx);
        t.ReportCall("MmQueryAllocationSize", ebx);
        t.Call("MmAllocateContiguousMemoryEx", 0x1000, 0, 0x0FFF, 0, ReadWrite);
        t.Report(eax);
        t.Program.End();
    }

    private static void ReportValid(ProgramText t, uint address) => t.ReportCall("MmIsAddressValid", At(address));
}
