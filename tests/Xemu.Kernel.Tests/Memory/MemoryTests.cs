using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Memory;

/// <summary>Memory of the system, of devices and of the GPU, and what is told of a program's own.</summary>
public sealed class MemoryTests : IDisposable
{
    private const uint ReadWrite = 4;
    private const uint ReadOnly = 2;
    private const uint NoAccess = 1;
    private const uint Commit = 0x1000;
    private const uint Reserve = 0x2000;
    private const uint Free = 0x1_0000;
    private const uint Private = 0x2_0000;
    private const uint Page = 0x1000;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void SystemMemory_AllocatedAndFreed_HasItsPages()
    {
        uint free = _kernel.Kernel.Pages.FreeCount;

        uint address = _kernel.Call("MmAllocateSystemMemory", Page + 1, ReadOnly);

        Assert.Equal(0U, address % Page);
        Assert.Equal((2 * Page, ReadOnly), (_kernel.Call("MmQueryAllocationSize", address), _kernel.Call("MmQueryAddressProtect", address)));
        Assert.Equal(2U, _kernel.Call("MmFreeSystemMemory", address, Page + 1));
        Assert.InRange(_kernel.Kernel.Pages.FreeCount, free - 1, free);
        Assert.Equal(0U, _kernel.Call("MmIsAddressValid", address));
        Assert.Equal(0U, _kernel.Call("MmAllocateSystemMemory", 0, ReadWrite));
        Assert.Equal(0U, _kernel.Call("MmAllocateSystemMemory", Page, 0x33));
    }

    [Fact]
    public void IoSpace_Mapped_IsThatMemory()
    {
        uint physical = 0x0012_3010;
        _kernel.Kernel.Ram.Write32(physical, 0x1234_5678);

        uint address = _kernel.Call("MmMapIoSpace", physical, 8, ReadWrite);

        Assert.Equal(physical % Page, address % Page);
        Assert.Equal(0x1234_5678U, _kernel.Memory.Read32(address));
        Assert.Equal(physical, _kernel.Call("MmGetPhysicalAddress", address));
        _ = _kernel.Call("MmUnmapIoSpace", address, 8);
        Assert.Equal(0U, _kernel.Call("MmIsAddressValid", address));
        Assert.Equal(0xFD00_0100U, _kernel.Call("MmMapIoSpace", 0xFD00_0100, 4, ReadWrite));
    }

    [Fact]
    public void InstanceMemory_ClaimedInPart_FreesTheRest()
    {
        uint padding = _kernel.Allocate(4);
        uint free = _kernel.Kernel.Pages.FreeCount;

        Assert.Equal(0x83FF_0000U, _kernel.Call("MmClaimGpuInstanceMemory", uint.MaxValue, padding));
        Assert.Equal((0x1_0000U, free), (_kernel.Memory.Read32(padding), _kernel.Kernel.Pages.FreeCount));
        Assert.Equal(0x83FF_0000U, _kernel.Call("MmClaimGpuInstanceMemory", 0x5000, padding));
        Assert.Equal(free + 11, _kernel.Kernel.Pages.FreeCount);
    }

    [Fact]
    public void VirtualMemory_Queried_IsToldRangeByRange()
    {
        uint place = _kernel.Place([.. new byte[4], .. BitConverter.GetBytes(0x4_0000)]);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtAllocateVirtualMemory", place, 0, place + 4, Reserve, ReadWrite));
        uint start = _kernel.Memory.Read32(place);
        _kernel.Memory.Write32(place, start + (2 * Page));
        _kernel.Memory.Write32(place + 4, 3 * Page);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtAllocateVirtualMemory", place, 0, place + 4, Commit, ReadOnly));

        Assert.Equal([start, start, ReadWrite, 2 * Page, Reserve, 0, Private], Query(start + 5));
        Assert.Equal([start + (2 * Page), start, ReadWrite, 3 * Page, Commit, ReadOnly, Private], Query(start + (2 * Page)));
        Assert.Equal([start + (5 * Page), start, ReadWrite, 0x4_0000 - (5 * Page), Reserve, 0, Private], Query(start + (5 * Page)));
        uint[] behind = Query(start + 0x4_0000);
        Assert.Equal((start + 0x4_0000, 0U, Free, NoAccess), (behind[0], behind[1], behind[4], behind[5]));
        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("NtQueryVirtualMemory", 0x8000_0000, place));
    }

    private uint[] Query(uint address)
    {
        uint info = _kernel.Allocate(28);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryVirtualMemory", address, info));
        return [.. Enumerable.Range(0, 7).Select(i => _kernel.Memory.Read32(info + (uint)(4 * i)))];
    }
}
