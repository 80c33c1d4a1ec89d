using System.Buffers;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Renderer.Threaded;

/// <summary>Has another renderer draw on a thread of its own, while the machine goes on.</summary>
/// <remarks>
/// Nobody sees that work waits: what it reads and writes is claimed, and whoever touches that memory, asks for the count of fragments, saves or
/// pauses the machine waits first.
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

    [Derived("host-side: counts since this process began")]
    private long _waits;

    public ThreadedRenderer(ThreadedRendererOptions options, IComponentContext context)
    {
        _renderer = options.Renderer!;
        _queue = new RenderQueue(_renderer, options.QueueLength);
        context.AddCounter("waits", "Times that somebody waited for drawing to end, since the machine was made", () => Interlocked.Read(ref _waits));
    }

    public void Attach(IRamBlock memory)
    {
        _pending = new PendingMemory(memory, this);
        _own = new OwnMemory(memory, this, _queue);
        _queue.Invoke(() => _renderer.Attach(_own));
    }

    public void Detach()
    {
        Drain();
        _pending?.DropAll();
        _pending = null;
        _queue.Invoke(_renderer.Detach);
    }

    public void Draw(DrawCall call)
    {
        MakeRoom();
        _counts |= call.State.CountsPasses;
        _queue.Add(call, _pending!);
    }

    public void Clear(in ClearCall call)
    {
        MakeRoom();
        _queue.Add(in call, _pending!);
    }

    public void Copy(in CopyCall call, IRamBlock memory)
    {
        MakeRoom();
        _queue.Add(in call, _own!, _pending!);
    }

    /// <summary>Asks the renderer, on its thread, only where it draws what is shown or has it; else memory has it, and nobody waits.</summary>
    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
    {
        MemoryRange range = call.Source.Range(call.Rows, call.RowBytes, memory.SizeBytes);
        if (!_pending!.IsTouched(range) && !_own!.IsHeld(range))
        {
            ScanoutMemory.Read(memory, in call, pixels);
            return;
        }

        byte[] rows = ArrayPool<byte>.Shared.Rent(pixels.Length);
        (ScanoutCall asked, int length) = (call, pixels.Length);
        Invoke(() => _renderer.ReadScanout(in asked, _own!, rows.AsSpan(0, length)));
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
        Invoke(() => count = _renderer.TakePassedCount());
        return count;
    }

    public void WriteBack() => Invoke(_renderer.WriteBack);

    /// <summary>Somebody touches memory that waiting work reads or writes.</summary>
    public void BeforeAccess(ulong offset, ulong length, RamAccess access)
    {
        if (!_queue.IsOwnThread)
        {
            Drain();
            _pending?.Drop(offset, length);
        }
    }

    public void Pause() => Drain();

    public void Quiesce() => Drain();

    public void Dispose() => _queue.Dispose();

    private void MakeRoom()
    {
        if (_pending!.IsFull)
        {
            Drain();
            _pending.DropAll();
        }
    }

    private void Invoke(Action action)
    {
        Interlocked.Increment(ref _waits);
        _queue.Invoke(action);
    }

    private void Drain()
    {
        Interlocked.Increment(ref _waits);
        _queue.Drain();
    }
}
