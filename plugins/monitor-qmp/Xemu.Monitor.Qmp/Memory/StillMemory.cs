using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Qmp;

/// <summary>Physical memory of a machine that is kept from running while it is read. Registers are never touched.</summary>
internal sealed class StillMemory : IDisposable
{
    private readonly IDisposable _hold;
    private readonly QmpMachine? _resumed;
    private readonly CancellationToken _cancellation;

    private StillMemory(IDisposable hold, QmpMachine? resumed, IReadOnlyList<FlatRange> ranges, CancellationToken cancellation)
    {
        _hold = hold;
        _resumed = resumed;
        _cancellation = cancellation;
        Ranges = ranges;
    }

    /// <summary>RAM and ROM, in order of addresses.</summary>
    public IReadOnlyList<FlatRange> Ranges { get; }

    /// <summary>Makes the machine stand still.</summary>
    public static StillMemory Take(QmpMachine machine, CancellationToken cancellation)
    {
        bool wasRunning = machine.State.IsRunning;
        IDisposable hold = machine.Context.State.Hold();
        try
        {
            return new StillMemory(hold, wasRunning ? machine : null, machine.Calls.RunStopped<IReadOnlyList<FlatRange>>(
                () => [.. machine.Context.Memory.FlatView.Where(static r => r.Kind is FlatRangeKind.Ram or FlatRangeKind.Rom)], cancellation), cancellation);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes; what is no RAM or ROM reads as all ones.</summary>
    /// <param name="address">First address.</param>
    /// <param name="destination">Receives the bytes.</param>
    public void Read(ulong address, Span<byte> destination)
    {
        destination.Fill(0xFF);
        foreach (FlatRange range in Ranges)
        {
            ulong start = Math.Max(address, range.Address);
            ulong end = Math.Min(address + (ulong)destination.Length, range.Address + range.SizeBytes);
            if (start < end)
            {
                using RamLease lease = range.Block!.Lease(range.Offset + (start - range.Address), (int)(end - start), RamAccess.Read);
                lease.Span.CopyTo(destination[(int)(start - address)..]);
            }
        }
    }

    /// <summary>Lets the machine go; when this returns it runs again, if it did before.</summary>
    public void Dispose()
    {
        _hold.Dispose();
        try
        {
            _resumed?.AwaitRunning(_cancellation);
        }
        catch (OperationCanceledException)
        {
            // The machine has ended, or nobody waits for the answer any more.
        }
    }
}
