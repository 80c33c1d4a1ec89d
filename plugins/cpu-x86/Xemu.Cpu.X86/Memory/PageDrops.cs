using System.Collections.Concurrent;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Brings word of writes to watched pages to who has made something of them: at once when the processor's thread writes, else before its next block.</summary>
/// <param name="state">Its attention is asked for.</param>
/// <param name="bit">Which watched pages.</param>
/// <param name="drop">Given the host page, on the processor's thread.</param>
internal sealed unsafe class PageDrops(CpuState* state, PageState bit, Action<nint> drop)
{
    private readonly ConcurrentQueue<nint> _foreign = new();
    private int _thread;

    /// <summary>Notes the thread that runs the guest: writes from others are queued.</summary>
    public void EnterThread() => _thread = Environment.CurrentManagedThreadId;

    /// <summary>Registers for writes to watched pages of a block.</summary>
    public void Attach(IRamAccess block) => block.SetWatcher(bit, new PageWatcher(this, block));

    /// <summary>A page is about to be written. Any thread.</summary>
    public void Add(byte* hostPage)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _foreign.Enqueue((nint)hostPage);
            Interlocked.Or(ref state->External, Attention.Drops);
            return;
        }

        drop((nint)hostPage);
    }

    /// <summary>Does what other threads asked for.</summary>
    public void DropForeign()
    {
        Interlocked.And(ref state->External, ~Attention.Drops);
        while (_foreign.TryDequeue(out nint page))
        {
            drop(page);
        }
    }
}
