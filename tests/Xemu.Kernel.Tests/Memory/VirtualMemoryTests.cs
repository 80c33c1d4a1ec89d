using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Memory;

public sealed class VirtualMemoryTests : IDisposable
{
    private const uint Commit = 0x1000;
    private const uint Reserve = 0x2000;
    private const uint Release = 0x8000;
    private const uint PageBytes = KernelLayout.PageBytes;
    private const uint TableBytes = 0x0040_0000;
    private const int MostRegions = 8192;

    private readonly TestKernel _kernel = new();

    private VirtualMemory Virtual => _kernel.Kernel.Virtual;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Allocate_ResetAtNoAddress_ReservesNothing()
    {
        using var kernel = new TestKernel();
        uint place = kernel.Allocate(8);
        kernel.Memory.Write32(place + 4, 0x1000);
        uint before = kernel.Kernel.Virtual.ReservedBytes;

        Assert.Equal(NtStatus.ConflictingAddresses, kernel.Call("NtAllocateVirtualMemory", place, 0, place + 4, 0x8_0000, 4));

        Assert.Equal(before, kernel.Kernel.Virtual.ReservedBytes);
    }

    [Fact]
    public void Free_MiddleOfARegionWhenThereAreMost_IsRefusedAndChangesNothing()
    {
        uint first = Allocate(0x0100_0000, 3 * PageBytes, Commit | Reserve, Protection.ReadWrite);
        for (uint i = 1; i < MostRegions; i++)
        {
            _ = Allocate(0x0100_0000 + (i * 0x1_0000), PageBytes, Reserve, Protection.ReadWrite);
        }

        Assert.Equal(NtStatus.NoMemory, Free(first + PageBytes, PageBytes));
        Assert.Equal((Commit, first, 3 * PageBytes), Query(first));

        Assert.Equal(NtStatus.Success, Free(0x0101_0000, 0));
        Assert.Equal(NtStatus.Success, Free(first + PageBytes, PageBytes));
    }

    [Fact]
    public void Commit_ThatFailsHalfway_LeavesWhatWasCommittedBefore()
    {
        // The last page of one page table and the first two of the next.
        uint place = (2 * TableBytes) - PageBytes;
        _ = Allocate(place & ~0xFFFFU, 0x2_0000, Reserve, Protection.ReadWrite);
        _ = Allocate(place, PageBytes, Commit, Protection.ReadWrite);
        _kernel.Memory.Write32(place, 0x1234_5678);
        SetProtection(place, Protection.ReadOnly);
        PhysicalPages pages = _kernel.Kernel.Pages;
        while (pages.FreeCount > 2)
        {
            Assert.NotNull(pages.TryTake(PageUse.SystemMemory));
        }

        (uint address, uint size) = (place, 3 * PageBytes);
        uint status = Virtual.Allocate(ref address, 0, ref size, Commit, Protection.ReadWrite);

        Assert.Equal(NtStatus.NoMemory, status);
        Assert.Equal(Protection.ReadOnly, Protection.FromEntry(_kernel.Kernel.Tables.Read(place)));
        Assert.Equal(0x1234_5678U, _kernel.Memory.Read32(place));
        Assert.Equal(0U, _kernel.Kernel.Tables.Read(place + PageBytes));

        // The page of the new page table stays with it.
        Assert.Equal(1U, pages.FreeCount);
    }

    [Theory]
    [InlineData(Protection.ReadOnly)]
    [InlineData(Protection.ReadWrite)]
    [InlineData(Protection.ReadOnly | Protection.NoCache)]
    [InlineData(Protection.ReadWrite | Protection.WriteCombine)]
    public void GuardPage_Touched_BecomesAPageOfItsProtection(uint protection)
    {
        uint place = Allocate(0x0100_0000, PageBytes, Commit | Reserve, protection | Protection.Guard);
        PageTables tables = _kernel.Kernel.Tables;

        Assert.Null(_kernel.Memory.TryTranslate(place, isWrite: false));
        Assert.Equal(protection | Protection.Guard, _kernel.Call("MmQueryAddressProtect", place));
        Assert.True(tables.TryTripGuard(place + 4));
        Assert.Equal(protection, _kernel.Call("MmQueryAddressProtect", place));
        Assert.NotNull(_kernel.Memory.TryTranslate(place, isWrite: false));
        Assert.False(tables.TryTripGuard(place));
    }

    [Fact]
    public void TryTripGuard_OtherPages_DoesNothing()
    {
        uint held = Allocate(0x0100_0000, PageBytes, Commit | Reserve, Protection.NoAccess);
        uint reserved = Allocate(0x0200_0000, PageBytes, Reserve, Protection.ReadWrite | Protection.Guard);

        Assert.False(_kernel.Kernel.Tables.TryTripGuard(held));
        Assert.False(_kernel.Kernel.Tables.TryTripGuard(reserved));
        Assert.False(_kernel.Kernel.Tables.TryTripGuard(0xFD00_0000));
        Assert.Equal(Protection.NoAccess, _kernel.Call("MmQueryAddressProtect", held));
    }

    [Fact]
    public void Protect_GuardPage_TellsItsGuard()
    {
        uint place = Allocate(0x0100_0000, PageBytes, Commit | Reserve, Protection.ReadOnly | Protection.Guard);

        Assert.Equal(Protection.ReadOnly | Protection.Guard, SetProtection(place, Protection.ReadWrite));
        Assert.False(_kernel.Kernel.Tables.TryTripGuard(place));
    }

    private uint Allocate(uint address, uint size, uint type, uint protection)
    {
        Assert.Equal(NtStatus.Success, Virtual.Allocate(ref address, 0, ref size, type, protection));
        return address;
    }

    private uint Free(uint address, uint size) => Virtual.Free(ref address, ref size, Release);

    private uint SetProtection(uint address, uint protection)
    {
        uint size = PageBytes;
        Assert.Equal(NtStatus.Success, Virtual.Protect(ref address, ref size, ref protection));
        return protection;
    }

    private (uint State, uint Start, uint Bytes) Query(uint address)
    {
        Span<uint> information = stackalloc uint[7];
        Assert.True(Virtual.TryQuery(address, information));
        return (information[4], information[1], information[3]);
    }
}
