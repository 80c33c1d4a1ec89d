using Xemu.Abstractions.Memory;
using Xemu.Machine;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class GuestTableTests : IDisposable
{
    private const uint Last = LinearMemory.TotalPages - 1;
    private readonly TableForm _form;
    private readonly JumpTable _jumps;
    private readonly LinearMemory _memory;
    private readonly MappingBudget _budget = new(1000);
    private readonly RamBlock _ram = new("ram", 16 << 20);

    public GuestTableTests()
    {
        Assert.SkipUnless(TableForm.IsSupported(out string? reason), reason ?? string.Empty);
        _form = new TableForm(_budget);
        (_jumps, _memory) = _form.Make();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _jumps.Dispose();
        _form.Dispose();
        _ram.Dispose();
    }

    [Fact]
    public void Map_OfPagesThatFollowEachOther_LeadsToThemAndJoinsThem()
    {
        Assert.Equal(MapResult.Done, _memory.Map(0x100, 3, _ram, 0x5000, isWritable: true));

        Assert.Equal([0, At(0x5000), At(0x6000), At(0x7000), 0], Enumerable.Range(0xFF, 5).Select(page => Leads((uint)page)));
        Assert.Equal([false, true, true, false], Enumerable.Range(0xFF, 4).Select(page => _memory.Joins((uint)page, isWrite: true)));
        Assert.Equal((3, true, false), (_memory.PageCount, _memory.Shows(0x101, _ram, 0x6000), _memory.Shows(0x101, _ram, 0x5000)));
    }

    [Fact]
    public void Map_OfPagesThatAreNotNeighbours_DoesNotJoinThem()
    {
        _memory.Map(0x100, 1, _ram, 0x5000, isWritable: true);
        _memory.Map(0x101, 1, _ram, 0x7000, isWritable: true);

        Assert.False(_memory.Joins(0x100, isWrite: false));
        _memory.Map(0x101, 1, _ram, 0x6000, isWritable: false);
        Assert.Equal((true, false), (_memory.Joins(0x100, isWrite: false), _memory.Joins(0x100, isWrite: true)));
    }

    [Fact]
    public void Map_OnBothSidesOf2Gib_DoesNotJoin()
    {
        // That entry is the one of operands that wrap at 4 GiB.
        _memory.Map(0x7_FFFE, 3, _ram, 0, isWritable: true);

        Assert.Equal((true, false), (_memory.Joins(0x7_FFFE, isWrite: true), _memory.Joins(0x7_FFFF, isWrite: true)));
    }

    [Fact]
    public void Protect_TakesWritesAway_AndTheirJoins()
    {
        _memory.Map(0x100, 3, _ram, 0x5000, isWritable: true);

        _memory.Protect(0x101, isWritable: false);

        Assert.Equal((true, false, true), (_memory.IsMapped(0x101), _memory.IsWritable(0x101), _memory.IsWritable(0x102)));
        Assert.Equal((true, false, false), (_memory.Joins(0x100, isWrite: false), _memory.Joins(0x100, isWrite: true), _memory.Joins(0x101, isWrite: true)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(3000)]
    public void UnmapAndClear_LeaveNothing(uint pages)
    {
        _memory.Map(0, pages, _ram, 0, isWritable: true);
        _memory.Map(Last, 1, _ram, 0x5000, isWritable: true);
        _memory.Unmap(2, 3);
        Assert.Equal((true, false, false, true), (_memory.IsMapped(1), _memory.IsMapped(2), _memory.IsWritable(4), _memory.IsMapped(5)));
        Assert.Equal((true, false, false), (_memory.Joins(0, isWrite: true), _memory.Joins(1, isWrite: true), _memory.Joins(4, isWrite: true)));
        Assert.Equal((int)pages - 2, _memory.PageCount);

        _memory.Clear();

        Assert.Equal((0, false, false), (_memory.PageCount, _memory.IsMapped(Last), _memory.IsWritable(0)));
        Assert.Equal(0, Leads(0));
        Assert.DoesNotContain(true, Enumerable.Range(0, (int)pages).Select(page => _memory.Joins((uint)page, isWrite: false)));
    }

    [Fact]
    public void Dispose_GivesTheMappingsBack()
    {
        int left = _budget.Left;

        _memory.Dispose();

        Assert.Equal((true, 1000), (left < 1000, _budget.Left));
    }

    private nint At(ulong offset) => (nint)(((IRamAccess)_ram).Base + (long)offset);

    /// <summary>What emitted code adds to the linear address of a page's first byte gives this; null: it would fault.</summary>
    private nint Leads(uint page)
    {
        ulong entry = ((ulong*)_jumps.Room)[2 * page];
        return _memory.IsMapped(page) ? (nint)(entry + ((ulong)page << 12)) : 0;
    }
}
