using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Migration.Tests;

/// <summary>A component whose thread borrows a page, and writes it when guest time next stands still: as a long draw may.</summary>
internal sealed class LateWriter : IComponent
{
    private readonly ManualResetEventSlim _stands = new();
    private Thread? _thread;

    /// <summary>Starts the thread; the page is borrowed when this returns.</summary>
    /// <param name="ram">The RAM.</param>
    /// <param name="offset">A byte of the page.</param>
    /// <param name="value">What is written there.</param>
    public void Begin(IRamBlock ram, ulong offset, byte value)
    {
        _stands.Reset();
        using var borrowed = new ManualResetEventSlim();
        _thread = new Thread(() =>
        {
            using RamLease lease = ram.Lease(offset, 1, RamAccess.Write);
            borrowed.Set();
            _stands.Wait();
            lease.Span[0] = value;
        });
        _thread.Start();
        borrowed.Wait();
    }

    public void Pause()
    {
        _stands.Set();
        _thread?.Join();
    }

    public void Dispose()
    {
        Pause();
        _stands.Dispose();
    }
}
