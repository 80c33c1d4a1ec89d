namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class JumpTableTests : IDisposable
{
    private readonly JumpTable _table;

    public JumpTableTests()
    {
        Assert.SkipUnless(JumpTable.IsSupported(out string? reason), reason ?? string.Empty);
        _table = new JumpTable();
    }

    public void Dispose() => _table?.Dispose();

    [Theory]
    [InlineData(0u)]
    [InlineData(0x1234_5678u)]
    [InlineData(uint.MaxValue)]
    public void Set_OfAnyEip_IsWhereEmittedCodeLooks(uint eip)
    {
        uint before = _table.Get(eip);

        _table.Set(eip, 0xCAFE);

        Assert.Equal((0u, 0xCAFEu), (before, *(uint*)(_table.Base + (4 * (ulong)eip))));
        Assert.Equal(1, _table.PageCount);
    }

    [Fact]
    public void DropPage_TakesItsEntriesAndThoseThatMayReachIntoIt()
    {
        uint[] dropped = [0x5FF1, 0x5FFF, 0x6000, 0x6FFF];
        uint[] kept = [0x5000, 0x5FF0, 0x7000];
        SetAll([.. dropped, .. kept]);

        _table.DropPage(0x6123);

        Assert.All(dropped, eip => Assert.Equal(0u, _table.Get(eip)));
        Assert.All(kept, eip => Assert.Equal(eip + 1, _table.Get(eip)));
        Assert.Equal(2, _table.PageCount);
    }

    [Fact]
    public void DropPage_AtZero_ReachesBackToTheEnd()
    {
        SetAll(0xFFFF_FFF0, 0xFFFF_FFF1, 0);

        _table.DropPage(0);

        Assert.Equal((0xFFFF_FFF1u, 0u, 0u), (_table.Get(0xFFFF_FFF0), _table.Get(0xFFFF_FFF1), _table.Get(0)));
    }

    [Fact]
    public void DropRange_TakesEveryPageInIt()
    {
        uint[] dropped = [0x3F_FFF8, 0x40_0000, 0x55_5555, 0x7F_FFFF];
        SetAll([.. dropped, 0x3F_F000, 0x80_0000]);

        _table.DropRange(0x400, 0x400);

        Assert.All(dropped, eip => Assert.Equal(0u, _table.Get(eip)));
        Assert.Equal((0x3F_F001u, 0x80_0001u), (_table.Get(0x3F_F000), _table.Get(0x80_0000)));
        Assert.Equal(2, _table.PageCount);
    }

    [Fact]
    public void Clear_TakesEverything()
    {
        SetAll(0, 0x8000_0000, uint.MaxValue - 1);

        _table.Clear();

        Assert.Equal((0u, 0u, 0u), (_table.Get(0), _table.Get(0x8000_0000), _table.Get(uint.MaxValue - 1)));
        Assert.Equal(0, _table.PageCount);
    }

    private void SetAll(params ReadOnlySpan<uint> eips)
    {
        foreach (uint eip in eips)
        {
            _table.Set(eip, eip + 1);
        }
    }
}
