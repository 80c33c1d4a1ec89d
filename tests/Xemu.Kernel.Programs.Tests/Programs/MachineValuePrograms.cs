using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>What the kernel takes from the machine's EEPROM and network controller, and functions that are guest code alone.</summary>
internal static class MachineValuePrograms
{
    private const uint MacAddress = 0xFEF0_00A8;
    private const int EthernetAddress = 0x101;
    private const int EncryptedSection = 0xFFFE;
    private const uint KeyOffset = 8;

    /// <summary>Characters, of which the kernel converts a million at once.</summary>
    private const int Many = 0x28_0000;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["ethernet-address"] = new(Address, [0, 0, 0, 1]),
        ["phy"] = new(Phy, [0, 0, 0]),
        ["disk-key"] = new(DiskKey, [0, 0]),

        // Three turns of the conversion each: there and back, and what was left alone behind it.
        ["convert-much"] = new(Convert, [0, Many * 2, 'a', 0, 0, Many, 'A', 0]),
        ["compare-memory-ulong"] = new(Compare, [0, 0, 4, 4, 4, 0, 0, 16]),
    };

    private static void Address(ProgramText t)
    {
        (uint buffer, uint type) = (t.Data.Variable(8), t.Data.Variable());
        t.ReportCall("ExQueryNonVolatileSetting", EthernetAddress, type, buffer, 6, 0);
        t.C.mov(ecx, MacAddress);
        t.C.mov(eax, __dword_ptr[ecx]);
        t.C.mov(edx, eax);
        t.C.sub(eax, At(buffer));
        t.Report(eax);
        t.C.mov(eax, __dword_ptr[ecx + 4]);
        t.C.or(edx, eax);
        t.C.sub(eax, At(buffer + 4));
        t.Report(eax);
        t.C.test(edx, edx);
        t.C.setne(al);
        t.C.movzx(eax, al);
        t.Report(eax);
        t.Program.End();
    }

    /// <summary>What was told last is told again, until the PHY is asked.</summary>
    private static void Phy(ProgramText t)
    {
        t.ReportCall("PhyGetLinkState", 0);
        t.ReportCall("PhyInitialize", 1, 0);
        t.Call("PhyGetLinkState", 1);
        t.C.mov(ebx, eax);
        t.Call("PhyGetLinkState", 0);
        t.C.sub(eax, ebx);
        t.Report(eax);
        t.Program.End();
    }

    private static void DiskKey(ProgramText t)
    {
        (uint buffer, uint type) = (t.Data.Variable(0x20), t.Data.Variable());
        t.ReportCall("ExQueryNonVolatileSetting", EncryptedSection, type, buffer, 0x1C, 0);
        t.Program.LoadVariable(ecx, "XboxHDKey");
        t.C.xor(edx, edx);
        for (uint i = 0; i < 16; i += 4)
        {
            t.C.mov(eax, __dword_ptr[ecx + (int)i]);
            t.C.xor(eax, At(buffer + KeyOffset + i));
            t.C.or(edx, eax);
        }

        t.Report(edx);
        t.Program.End();
    }

    private static void Convert(ProgramText t)
    {
        (uint narrow, uint wide, uint size) = (Allocate(t, Many + 0x1000), Allocate(t, (Many * 2) + 0x1000), t.Data.Variable());
        t.Call("RtlFillMemory", At(narrow), Many, (int)'a');
        t.ReportCall("RtlMultiByteToUnicodeN", At(wide), Many * 2, size, At(narrow), Many + 1);
        t.Report(At(size));
        t.C.mov(ebx, At(wide));
        t.Report(__dword_ptr[ebx + (Many * 2) - 4], 0xFFFF);
        t.Report(__dword_ptr[ebx + (Many * 2)], 0xFFFF);
        t.ReportCall("RtlUpcaseUnicodeToMultiByteN", At(narrow), Many, size, At(wide), (Many * 2) + 2);
        t.Report(At(size));
        t.C.mov(ebx, At(narrow));
        t.Report(__dword_ptr[ebx + Many - 1], 0xFF);
        t.Report(__dword_ptr[ebx + Many], 0xFF);
        t.Program.End();
    }

    /// <summary>Takes memory of the program.</summary>
    /// <returns>The variable with its address.</returns>
    private static uint Allocate(ProgramText t, int bytes)
    {
        const int CommitAndReserve = 0x3000;
        const int ReadWrite = 4;
        (uint address, uint size) = (t.Data.Variable(), t.Data.Variable());
        t.C.mov(At(size), bytes);
        t.Call("NtAllocateVirtualMemory", address, 0, size, CommitAndReserve, ReadWrite);
        return address;
    }

    /// <summary>Reports some bits of a word.</summary>
    private static void Report(this ProgramText t, AssemblerMemoryOperand word, int mask)
    {
        t.C.mov(eax, word);
        t.C.and(eax, mask);
        t.Report(eax);
    }

    private static void Compare(ProgramText t)
    {
        uint words = t.Data.Dwords(0x123, 0x4567, 0x89AB, 0xCDEF);
        uint same = t.Data.Dwords(0x11, 0x11, 0x11, 0x11);
        foreach ((int length, int pattern) in (ReadOnlySpan<(int, int)>)[(0, 0x123), (3, 0x123), (4, 0x123), (7, 0x123), (9, 0x123), (4, 0x7123), (16, 0x4567)])
        {
            t.ReportCall("RtlCompareMemoryUlong", words, length, pattern);
        }

        t.ReportCall("RtlCompareMemoryUlong", same, 16, 0x11);
        t.Program.End();
    }
}
