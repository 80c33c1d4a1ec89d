using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Machine;
using Xemu.Renderer.Software;
using Xemu.Testing;

namespace Xemu.Renderer.Threaded.Tests;

/// <summary>Draws into a copy of memory, as one over a GPU does, and needs none: pages that it has are claimed, and come back when somebody reads them.</summary>
/// <remarks>Renderers that claim answer from any thread, also amid a draw: the lock is held over each call.</remarks>
internal sealed class ClaimingRenderer(TestMachine machine) : IRenderer, IRamClaimant, IDisposable
{
    private const int PageSize = IRamBlock.PageSize;

    private readonly Lock _gate = new();
    private readonly SoftwareRenderer _inner = new(machine);
    private readonly RamBlock _copy = new("copy", machine.Ram.SizeBytes);
    private readonly Dictionary<ulong, (IDisposable Claim, bool IsNewer)> _pages = [];
    private IRamBlock? _memory;

    public void Attach(IRamBlock memory)
    {
        _memory = memory;
        _inner.Attach(_copy);
    }

    public void Detach()
    {
        WriteBack();
        lock (_gate)
        {
            foreach ((IDisposable claim, _) in _pages.Values)
            {
                claim.Dispose();
            }

            _pages.Clear();
        }
    }

    public void Draw(DrawCall call)
    {
        lock (_gate)
        {
            foreach (TextureState texture in call.Textures)
            {
                Fetch(TextureMemory.Range(texture, _memory!.SizeBytes), isNewer: false);
                Fetch(TextureMemory.PaletteRange(texture, _memory.SizeBytes), isNewer: false);
            }

            Fetch(call.Target, call.Target.Clip);
            _inner.Draw(call);
        }
    }

    public void Clear(in ClearCall call)
    {
        lock (_gate)
        {
            Fetch(call.Target, call.Area.Intersect(call.Target.Clip));
            Fetch(call.Target, call.Area);
            _inner.Clear(in call);
        }
    }

    public ulong TakePassedCount() => _inner.TakePassedCount();

    public void WriteBack()
    {
        lock (_gate)
        {
            foreach (ulong page in _pages.Keys.ToArray())
            {
                Store(page);
            }
        }
    }

    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        lock (_gate)
        {
            ulong page = offset / PageSize;
            Store(page);
            if ((access & RamAccess.Write) != 0 && _pages.Remove(page, out (IDisposable Claim, bool) held))
            {
                held.Claim.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _inner.Dispose();
        _copy.Dispose();
    }

    private void Fetch(in RenderTarget target, Rectangle clip)
    {
        Rectangle area = SurfaceMemory.ToSamples(clip, target.Samples);
        Fetch(SurfaceMemory.ColorRange(target, area, _memory!.SizeBytes), isNewer: true);
        Fetch(SurfaceMemory.DepthRange(target, area, _memory.SizeBytes), isNewer: true);
    }

    /// <summary>Has a range in the copy, as memory has it, and claims it: for all access where it is about to be drawn.</summary>
    private void Fetch(MemoryRange range, bool isNewer)
    {
        ulong end = range.Offset + (ulong)range.Length;
        for (ulong page = range.Offset / PageSize; page * PageSize < end; page++)
        {
            bool isHeld = _pages.TryGetValue(page, out (IDisposable Claim, bool IsNewer) held);
            if (!isHeld || (isNewer && !held.IsNewer))
            {
                Claim(page, isNewer, held.Claim);
            }

            if (!isHeld)
            {
                using RamLease from = _memory!.Lease(page * PageSize, PageSize, RamAccess.Read, this);
                using RamLease to = _copy.Lease(page * PageSize, PageSize, RamAccess.Write);
                from.Span.CopyTo(to.Span);
            }
        }
    }

    private void Store(ulong page)
    {
        if (!_pages.TryGetValue(page, out (IDisposable Claim, bool IsNewer) held) || !held.IsNewer)
        {
            return;
        }

        using (RamLease from = _copy.Lease(page * PageSize, PageSize, RamAccess.Read))
        {
            using RamLease to = _memory!.Lease(page * PageSize, PageSize, RamAccess.Write, this);
            from.Span.CopyTo(to.Span);
        }

        Claim(page, isNewer: false, held.Claim);
    }

    /// <summary>The next claim stands before the last one goes.</summary>
    private void Claim(ulong page, bool isNewer, IDisposable? last)
    {
        _pages[page] = (_memory!.Claim(page * PageSize, PageSize, isNewer ? RamAccess.ReadWrite : RamAccess.Write, this), isNewer);
        last?.Dispose();
    }
}
