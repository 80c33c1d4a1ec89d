using System.Buffers;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Renderer.Threaded;

/// <summary>Has another renderer draw on a thread of its own, while the machine goes on.</summary>
/// <remarks>
/// Nobody sees that work waits: what it reads and writes is claimed, and whoever touches that memory, asks for the count of fragments, saves or
/// pauses the machine waits first. What the renderer throws comes out of the next call that has it do something, never out of an access to memory.
/// </remarks>
internal sealed class ThreadedRenderer : IComponent, IRenderer, IRamClaimant
{
    private readonly IRenderer _renderer;
    private readonly RenderQueue _queue;

    [Derived("fixed once wired")]
    private PendingMemory? _pending;

    [Derived("fixed once wired")]
    private OwnMemory? _own;

    [Derived("host-side: whether work may have counted fragments")]
    private bool _counts;

    public ThreadedRenderer(ThreadedRendererOptions options, IComponentContext context)
    {
        _renderer = options.Renderer!;
        _queue = new RenderQueue(_renderer, options.QueueLength);
        context.AddCounter("waits", "Times that somebody waited for drawing to end, since the machine was made", () => _queue.Waits);
    }

    /// <summary>Bytes of vertices and indices that the queue keeps room for.</summary>
    internal long HeldBytes => _queue.HeldBytes;

    public void Attach(IRamBlock memory)
    {
        _pending = new PendingMemory(memory, this, _queue);
        _own = new OwnMemory(memory, this, _queue, _pending);
        _queue.Invoke(() => _renderer.Attach(_own));
        _queue.ThrowIfFailed();
    }

    /// <summary>Whatever the renderer throws, no claim of it stays; it is thrown here when no other call did before.</summary>
    public void Detach()
    {
        _queue.Drain();
        _queue.Invoke(_renderer.Detach);
        _own?.Clear();
        _pending?.Clear();
        (_own, _pending) = (null, null);
        _queue.ForgetFailure();
    }

    public void Draw(DrawCall call)
    {
        _pending!.MakeRoom();
        _counts |= call.State.CountsPasses;
        _queue.Add(call, _pending);
    }

    public void Clear(in ClearCall call)
    {
        _pending!.MakeRoom();
        _queue.Add(in call, _pending);
    }

    public void Copy(in CopyCall call, IRamBlock memory)
    {
        _pending!.MakeRoom();
        _queue.Add(in call, _own!, _pending);
    }

    /// <summary>Waits for work that draws what is shown, then asks the renderer, on its thread, where it has it; else memory has it.</summary>
    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
    {
        MemoryRange range = call.Source.Range(call.Rows, call.RowBytes, memory.SizeBytes);
        _pending!.Settle(range.Offset, (ulong)range.Length, RamAccess.Read);
        if (!_own!.IsHeld(range))
        {
            ScanoutMemory.Read(memory, in call, pixels);
            return;
        }

        byte[] rows = ArrayPool<byte>.Shared.Rent(pixels.Length);
        Array.Clear(rows);
        (ScanoutCall asked, int length) = (call, pixels.Length);
        _queue.Invoke(() => _renderer.ReadScanout(in asked, _own, rows.AsSpan(0, length)));
        rows.AsSpan(0, length).CopyTo(pixels);
        ArrayPool<byte>.Shared.Return(rows);
    }

    public ulong TakePassedCount()
    {
        if (!_counts)
        {
            return 0;
        }

        _counts = false;
        ulong count = 0;
        Finish(() => count = _renderer.TakePassedCount());
        return count;
    }

    public void WriteBack() => Finish(_renderer.WriteBack);

    /// <summary>Somebody touches memory that waiting work reads or writes.</summary>
    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        if (!_queue.IsOwnThread)
        {
            _pending?.Settle(offset, length, access);
        }
    }

    public void Start() => _queue.SetHeld(false);

    /// <summary>What a chip still asks for before it stands too is done when its call returns.</summary>
    public void Pause()
    {
        _queue.SetHeld(true);
        Quiesce();
    }

    public void Quiesce()
    {
        _queue.Drain();
        _queue.ThrowIfFailed();
    }

    public void Dispose() => _queue.Dispose();

    /// <summary>Has the renderer do something behind all that waits.</summary>
    private void Finish(Action action)
    {
        Quiesce();
        _queue.Invoke(action);
        _queue.ThrowIfFailed();
    }
}
