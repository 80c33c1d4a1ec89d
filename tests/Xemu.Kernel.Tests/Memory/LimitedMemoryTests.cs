using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Memory;

/// <summary>A program that wants 64 MiB only, on a machine that has more.</summary>
public sealed class LimitedMemoryTests : IDisposable
{
    private const uint Pages = 0x4000;
    private readonly TestKernel _kernel = new(ramBytes: 128 << 20);

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void LimitTo_SmallerMachine_HandsOutItsPagesAlone()
    {
        PhysicalPages pages = _kernel.Kernel.Pages;
        uint before = pages.FreeCount;

        pages.LimitTo(Pages);

        Assert.Equal(before - (pages.InstanceStart - Pages), pages.FreeCount);
        Assert.Equal(Pages - 1, pages.TryTakeContiguous(1, 0, uint.MaxValue, 1));
        while (pages.TryTake(PageUse.Pool) is { } page)
        {
            Assert.True(page < Pages);
        }

        Assert.Equal(0U, pages.FreeCount);
        Assert.Null(pages.TryTakeContiguous(1, 0, uint.MaxValue, 1));
    }

    [Fact]
    public void Statistics_OfALimitedProgram_TellTheSmallerMachine()
    {
        uint statistics = _kernel.Place([36, .. new byte[35]]);
        _kernel.Kernel.Pages.LimitTo(Pages);

        Assert.Equal(NtStatus.Success, _kernel.Call("MmQueryStatistics", statistics));

        Assert.Equal(Pages, _kernel.Memory.Read32(statistics + 4));
        _kernel.Restart();
        Assert.Equal(2 * Pages, _kernel.Kernel.Pages.UsableCount);
    }
}
