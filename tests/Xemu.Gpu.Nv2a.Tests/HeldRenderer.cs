using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Holds each clear until the test lets it go, and notes the thread that asked.</summary>
internal sealed class HeldRenderer : IRenderer, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _released = new(0);

    /// <summary>What a clear throws once it is released.</summary>
    public Exception? Failure { get; set; }

    public int Clears { get; private set; }

    public int Thread { get; private set; }

    public void Attach(IRamBlock memory)
    {
    }

    public void Draw(DrawCall call)
    {
    }

    public void Clear(in ClearCall call)
    {
        Thread = Environment.CurrentManagedThreadId;
        _begun.Release();
        Assert.True(_released.Wait(Patience));
        Clears++;
        if (Failure is not null)
        {
            throw Failure;
        }
    }

    public ulong TakePassedCount() => 0;

    public void WriteBack()
    {
    }

    /// <summary>Returns when a clear has begun.</summary>
    public void AwaitClear() => Assert.True(_begun.Wait(Patience));

    /// <summary>Lets clears go.</summary>
    public void Release(int count = 1) => _released.Release(count);

    public void Dispose()
    {
        _begun.Dispose();
        _released.Dispose();
    }
}
