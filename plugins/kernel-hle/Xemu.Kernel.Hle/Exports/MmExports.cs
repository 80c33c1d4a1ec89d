namespace Xemu.Kernel.Hle;

/// <summary>Mm and Nt: memory.</summary>
internal static class MmExports
{
    private const uint PageBytes = KernelLayout.PageBytes;
    private const uint StatisticsBytes = 36;
    private const uint EveryInstancePage = uint.MaxValue;

    public static void Register(ExportTable exports)
    {
        exports.Serve("MmAllocateContiguousMemory", static call => Contiguous(call, call[0], 0, uint.MaxValue, 0, Protection.ReadWrite));
        exports.Serve("MmAllocateContiguousMemoryEx", static call => Contiguous(call, call[0], call[1], call[2], call[3], call[4]));
        exports.Serve("MmFreeContiguousMemory", FreeContiguous);
        exports.Serve("MmPersistContiguousMemory", Persist);
        exports.Serve("MmAllocateSystemMemory", static call => System(call, call.Kernel.System, call[0], call[1], PageUse.SystemMemory));
        exports.Serve("MmFreeSystemMemory", static call => call.Kernel.System.Free(call[0]) / PageBytes);
        exports.Serve("MmClaimGpuInstanceMemory", ClaimInstance);
        exports.Serve("MmCreateKernelStack", CreateStack);
        exports.Serve("MmDeleteKernelStack", static call => call.Kernel.System.Free(call[1]));
        exports.Serve("MmGetPhysicalAddress", static call => call.Kernel.Memory.TryTranslate(call[0], isWrite: false) ?? 0);
        exports.Serve("MmIsAddressValid", static call => call.Kernel.Memory.TryTranslate(call[0], isWrite: false) is null ? 0 : 1U);
        exports.Serve("MmLockUnlockBufferPages", static _ => 0);
        exports.Serve("MmLockUnlockPhysicalPage", static _ => 0);
        exports.Serve("MmMapIoSpace", MapIo);
        exports.Serve("MmUnmapIoSpace", UnmapIo);
        exports.Serve("MmQueryAddressProtect", static call => Protection.FromEntry(call.Kernel.Tables.Read(call[0])));
        exports.Serve("MmSetAddressProtect", SetProtect);
        exports.Serve("MmQueryAllocationSize", QuerySize);
        exports.Serve("MmQueryStatistics", QueryStatistics);
        exports.Serve("MmDbgAllocateMemory", static call => System(call, call.Kernel.Debugger, call[0], call[1], PageUse.Debugger));
        exports.Serve("MmDbgFreeMemory", static call => call.Kernel.Debugger.Free(call[0]) / PageBytes);
        exports.Serve("MmDbgQueryAvailablePages", static call => call.Kernel.Pages.FreeCount);
        exports.Serve("MmDbgReleaseAddress", static _ => 0);
        exports.Serve("MmDbgWriteCheck", static call => call.Kernel.Memory.TryTranslate(call[0], isWrite: true) is null ? 0 : call[0]);
        exports.Serve("NtAllocateVirtualMemory", Allocate);
        exports.Serve("NtFreeVirtualMemory", Free);
        exports.Serve("NtProtectVirtualMemory", Protect);
        exports.Serve("NtQueryVirtualMemory", Query);
    }

    /// <summary>(NumberOfBytes, LowestAcceptableAddress, HighestAcceptableAddress, Alignment, ProtectionType).</summary>
    private static uint Contiguous(KernelCall call, uint bytes, uint lowest, uint highest, uint alignment, uint protect)
    {
        Kernel kernel = call.Kernel;
        uint count = (uint)(((ulong)bytes + PageBytes - 1) / PageBytes);
        uint alignmentPages = Math.Max(alignment / PageBytes, 1);
        if (Protection.TryToEntry(protect) is not { } entry || count == 0 || !uint.IsPow2(alignmentPages))
        {
            return 0;
        }

        if (kernel.Pages.TryTakeContiguous(count, lowest / PageBytes, highest / PageBytes, alignmentPages) is not { } first)
        {
            return 0;
        }

        uint address = KernelLayout.IdentityBase + (first * PageBytes);
        for (uint i = 0; i < count; i++)
        {
            SetEntry(kernel, address + (i * PageBytes), entry | (i == count - 1 ? PageTables.End : 0));
        }

        return address;
    }

    private static uint FreeContiguous(KernelCall call)
    {
        uint page = (call[0] - KernelLayout.IdentityBase) / PageBytes;
        uint count = call[0] >= KernelLayout.IdentityBase ? call.Kernel.Pages.ReturnContiguous(page) : 0;
        for (uint i = 0; i < count; i++)
        {
            SetEntry(call.Kernel, KernelLayout.IdentityBase + ((page + i) * PageBytes), PageTables.Present | PageTables.Writable);
        }

        return 0;
    }

    /// <summary>(BaseAddress, NumberOfBytes, Persist).</summary>
    private static uint Persist(KernelCall call)
    {
        uint page = (call[0] - KernelLayout.IdentityBase) / PageBytes;
        call.Kernel.Pages.SetPersistent(page, (uint)(((ulong)call[1] + PageBytes - 1) / PageBytes), call.Byte(2) != 0);
        return 0;
    }

    private static uint System(KernelCall call, SystemMemory memory, uint bytes, uint protect, PageUse use) =>
        Protection.TryToEntry(protect) is { } entry && bytes != 0 ? memory.Allocate(bytes, entry, use) : 0;

    /// <summary>(NumberOfBytes or all, NumberOfPaddingBytes): gives the end of the instance memory.</summary>
    private static uint ClaimInstance(KernelCall call)
    {
        PhysicalPages pages = call.Kernel.Pages;
        call.Memory.Write32(call[1], PhysicalPages.PaddingPages * PageBytes);
        if (call[0] != EveryInstancePage)
        {
            pages.TrimInstance((uint)(((ulong)call[0] + PageBytes - 1) / PageBytes));
        }

        return KernelLayout.IdentityBase + ((pages.InstanceStart + PhysicalPages.InstancePages) * PageBytes);
    }

    /// <summary>(NumberOfBytes, DebuggerThread): gives the top of the stack.</summary>
    private static uint CreateStack(KernelCall call)
    {
        uint bytes = (call[0] + PageBytes - 1) & ~(PageBytes - 1);
        uint limit = bytes == 0 ? 0 : call.Kernel.System.Allocate(bytes, PageTables.Present | PageTables.Writable, PageUse.Stack, guard: true);
        return limit == 0 ? 0 : limit + bytes;
    }

    /// <summary>(PhysicalAddress, NumberOfBytes, ProtectionType). Registers above 0xFD000000 are always mapped, where they are.</summary>
    private static uint MapIo(KernelCall call)
    {
        (uint physical, uint bytes) = (call[0], call[1]);
        return physical >= 0xFD00_0000 ? physical
            : Protection.TryToEntry(call[2]) is { } entry && bytes != 0 ? call.Kernel.System.Map(physical, bytes, entry)
            : 0;
    }

    private static uint UnmapIo(KernelCall call)
    {
        if (call[0] < 0xFD00_0000)
        {
            _ = call.Kernel.System.Free(call[0] & ~(PageBytes - 1), ownsPages: false);
        }

        return 0;
    }

    /// <summary>(BaseAddress, NumberOfBytes, NewProtect).</summary>
    private static uint SetProtect(KernelCall call)
    {
        if (Protection.TryToEntry(call[2]) is not { } entry || call[1] == 0)
        {
            return 0;
        }

        uint first = call[0] & ~(PageBytes - 1);
        uint count = (uint)(((ulong)(call[0] - first) + call[1] + PageBytes - 1) / PageBytes);
        for (uint i = 0; i < count && i < call.Kernel.Pages.Count; i++)
        {
            SetEntry(call.Kernel, first + (i * PageBytes), entry);
        }

        return 0;
    }

    private static uint QuerySize(KernelCall call)
    {
        uint address = call[0];
        return address is >= KernelLayout.IdentityBase and < KernelLayout.DebugBase
            ? call.Kernel.Pages.ContiguousLength((address - KernelLayout.IdentityBase) / PageBytes) * PageBytes
            : call.Kernel.System.LengthAt(address);
    }

    private static uint QueryStatistics(KernelCall call)
    {
        uint place = call[0];
        if (call.Memory.Read32(place) != StatisticsBytes)
        {
            return NtStatus.InvalidParameter;
        }

        PhysicalPages pages = call.Kernel.Pages;
        call.Memory.Write32(place + 4, pages.UsableCount);
        call.Memory.Write32(place + 8, pages.FreeCount);
        call.Memory.Write32(place + 12, pages.CountOf(PageUse.VirtualMemory) * PageBytes);
        call.Memory.Write32(place + 16, call.Kernel.Virtual.ReservedBytes);
        call.Memory.Write32(place + 20, pages.CountOf(PageUse.FileCache));
        call.Memory.Write32(place + 24, pages.CountOf(PageUse.Pool));
        call.Memory.Write32(place + 28, pages.CountOf(PageUse.Stack));
        call.Memory.Write32(place + 32, pages.CountOf(PageUse.Image));
        return NtStatus.Success;
    }

    /// <summary>(BaseAddress, ZeroBits, AllocationSize, AllocationType, Protect).</summary>
    private static uint Allocate(KernelCall call)
    {
        call.Memory.Probe(call[0], 4, isWrite: true);
        call.Memory.Probe(call[2], 4, isWrite: true);
        uint address = call.Memory.Read32(call[0]);
        uint size = call.Memory.Read32(call[2]);
        uint status = call.Kernel.Virtual.Allocate(ref address, call[1], ref size, call[3], call[4]);
        return Give(call, status, address, size, call[2]);
    }

    /// <summary>(BaseAddress, FreeSize, FreeType).</summary>
    private static uint Free(KernelCall call)
    {
        call.Memory.Probe(call[0], 4, isWrite: true);
        call.Memory.Probe(call[1], 4, isWrite: true);
        uint address = call.Memory.Read32(call[0]);
        uint size = call.Memory.Read32(call[1]);
        uint status = call.Kernel.Virtual.Free(ref address, ref size, call[2]);
        return Give(call, status, address, size, call[1]);
    }

    /// <summary>(BaseAddress, RegionSize, NewProtect, OldProtect).</summary>
    private static uint Protect(KernelCall call)
    {
        call.Memory.Probe(call[0], 4, isWrite: true);
        call.Memory.Probe(call[1], 4, isWrite: true);
        call.Memory.Probe(call[3], 4, isWrite: true);
        uint address = call.Memory.Read32(call[0]);
        uint size = call.Memory.Read32(call[1]);
        uint protection = call[2];
        uint status = call.Kernel.Virtual.Protect(ref address, ref size, ref protection);
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[3], protection);
        }

        return Give(call, status, address, size, call[1]);
    }

    /// <summary>(BaseAddress, MemoryInformation).</summary>
    private static uint Query(KernelCall call)
    {
        Span<uint> information = stackalloc uint[7];
        if (!call.Kernel.Virtual.TryQuery(call[0], information))
        {
            return NtStatus.InvalidParameter;
        }

        for (int i = 0; i < information.Length; i++)
        {
            call.Memory.Write32(call[1] + (uint)(i * 4), information[i]);
        }

        return NtStatus.Success;
    }

    private static uint Give(KernelCall call, uint status, uint address, uint size, uint sizePlace)
    {
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[0], address);
            call.Memory.Write32(sizePlace, size);
        }

        return status;
    }

    private static void SetEntry(Kernel kernel, uint address, uint bits)
    {
        uint entry = kernel.Tables.Read(address);
        if (entry != 0)
        {
            _ = kernel.Tables.TryWrite(address, (entry & ~(PageBytes - 1)) | bits);
        }
    }
}
