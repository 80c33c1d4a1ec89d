using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>A block whose pages are read when they are needed; see <see cref="LazyRam"/>.</summary>
internal sealed class LazyRegion : IPageTrapHandler, IDisposable
{
    private readonly LazyRam _owner;

    /// <summary>Makes every page that the files hold absent. Machine thread, standing still; RAM is zero.</summary>
    public LazyRegion(LazyRam owner, RamRegion region, ulong[] present)
    {
        _owner = owner;
        Region = region;
        Trap = region.Block.Trap(RamAccess.Read, this);
        Trap.Set(0, present);
    }

    public RamRegion Region { get; }

    public IPageTrap Trap { get; }

    public void Resolve(ulong page) => _owner.Fetch(this, page);

    public void Dispose() => Trap.Dispose();
}
