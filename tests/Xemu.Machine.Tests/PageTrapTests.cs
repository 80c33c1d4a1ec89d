using Xemu.Abstractions.Memory;

namespace Xemu.Machine.Tests;

public sealed class PageTrapTests : IDisposable, IPageTrapHandler
{
    private const int Pages = 200;

    private readonly RamBlock _block = new("test", Pages * IRamBlock.PageSize);
    private readonly List<ulong> _resolved = [];
    private Action<ulong>? _onResolve;

    public void Dispose() => _block.Dispose();

    void IPageTrapHandler.Resolve(ulong page)
    {
        _onResolve?.Invoke(page);
        lock (_resolved)
        {
            _resolved.Add(page);
        }
    }

    [Fact]
    public void ReadLease_OverSetPages_ResolvesEachOnce()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [0b1011]);

        _block.Lease(0, 4 * 4096, RamAccess.Read).Dispose();
        _block.Lease(0, 4 * 4096, RamAccess.Read).Dispose();

        Assert.Equal([0ul, 1, 3], _resolved);
        Assert.Equal(0ul, trap.Remaining);
    }

    [Fact]
    public void WriteTrap_OnReads_StaysSet()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Write, this);
        trap.Set(0, [1]);

        _block.Lease(0, 4096, RamAccess.Read).Dispose();

        Assert.Empty(_resolved);
        Assert.Equal(1ul, trap.Remaining);
    }

    [Fact]
    public void WriteLease_OverBothTraps_BringsThePageInBeforeItIsCopied()
    {
        List<string> order = [];
        using IPageTrap absent = _block.Trap(RamAccess.Read, new Handler(_ => order.Add("read")));
        using IPageTrap frozen = _block.Trap(RamAccess.Write, new Handler(_ => order.Add("copy")));
        absent.Set(0, [1]);
        frozen.Set(0, [1]);

        _block.Lease(0, 1, RamAccess.Write).Dispose();

        Assert.Equal(["read", "copy"], order);
    }

    [Fact]
    public void Set_BitsPastTheEnd_AreIgnored()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);

        trap.Set(128, [ulong.MaxValue, ulong.MaxValue, ulong.MaxValue]);

        Assert.Equal(Pages - 128ul, trap.Remaining);
    }

    [Fact]
    public void Take_FromThePlace_GivesRunsWithoutGaps()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [0xF000_0000_0000_0010, 0b111]);

        int first = trap.Take(0, 100, out ulong firstPage);
        int second = trap.Take(5, 100, out ulong secondPage);
        int third = trap.Take(0, 100, out _);

        Assert.Equal((1, 4ul, 7, 60ul, 0), (first, firstPage, second, secondPage, third));
        Assert.Equal(8ul, trap.Remaining);
    }

    [Fact]
    public void Clear_AfterTake_LetsAccessesThrough()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [0b11]);

        int count = trap.Take(0, 2, out ulong page);
        trap.Clear(page, count);
        _block.Lease(0, 8192, RamAccess.ReadWrite).Dispose();

        Assert.Empty(_resolved);
        Assert.Equal(0ul, trap.Remaining);
    }

    [Fact]
    public void Access_ToATakenPage_WaitsUntilItIsClear()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [1]);
        int count = trap.Take(0, 1, out ulong page);
        using var accessing = new ManualResetEventSlim();
        bool wasCleared = false;
        var reader = new Thread(() =>
        {
            accessing.Set();
            _block.Lease(0, 1, RamAccess.Read).Dispose();
            Assert.True(Volatile.Read(ref wasCleared));
        });

        reader.Start();
        accessing.Wait(TestContext.Current.CancellationToken);
        Volatile.Write(ref wasCleared, true);
        trap.Clear(page, count);

        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.Empty(_resolved);
    }

    [Fact]
    public void Resolve_ThatFails_LeavesThePageTrapped()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [1]);
        _onResolve = _ => throw new RamLostException("Gone.", new IOException());

        Assert.Throws<RamLostException>(() => _block.Lease(0, 1, RamAccess.Read).Dispose());
        _onResolve = null;
        _block.Lease(0, 1, RamAccess.Read).Dispose();

        Assert.Equal([0ul], _resolved);
    }

    [Fact]
    public void Dispose_WithPagesLeft_ClearsThemAndMakesRoomForAnother()
    {
        IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [ulong.MaxValue]);

        trap.Dispose();
        _block.Lease(0, 4096, RamAccess.Read).Dispose();
        using IPageTrap second = _block.Trap(RamAccess.Read, this);

        Assert.Empty(_resolved);
        Assert.Throws<InvalidOperationException>(() => _block.Trap(RamAccess.Read, this));
    }

    [Fact]
    public void Accesses_OfManyThreadsAndASweep_ResolveEveryPageOnce()
    {
        using IPageTrap trap = _block.Trap(RamAccess.Read, this);
        trap.Set(0, [ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue]);
        int swept = 0;
        Thread[] threads =
        [
            .. Enumerable.Range(0, 3).Select(start => new Thread(() =>
            {
                for (ulong page = 0; page < Pages; page++)
                {
                    _block.Lease((page + ((ulong)start * 70)) % Pages * 4096, 1, RamAccess.Read).Dispose();
                }
            })),
            new Thread(() =>
            {
                ulong from = 0;
                for (int count = trap.Take(from, 8, out ulong page); count > 0; count = trap.Take(from, 8, out page))
                {
                    swept += count;
                    from = page + (ulong)count;
                    trap.Clear(page, count);
                }
            }),
        ];

        Array.ForEach(threads, static thread => thread.Start());
        Assert.All(threads, static thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));

        Assert.Equal(Pages, swept + _resolved.Distinct().Count());
        Assert.Equal(_resolved.Count, _resolved.Distinct().Count());
        Assert.Equal(0ul, trap.Remaining);
    }

    private sealed class Handler(Action<ulong> resolve) : IPageTrapHandler
    {
        public void Resolve(ulong page) => resolve(page);
    }
}
