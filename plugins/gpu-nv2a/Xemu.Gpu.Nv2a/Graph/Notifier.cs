using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes notifiers: 16 bytes that tell a program of the end of an operation: the time, and zeros. Source: envytools docs/hw/graph/intro.</summary>
internal sealed class Notifier(InstanceMemory instances, IRamBlock ram, IClock clock)
{
    /// <summary>Writes one.</summary>
    /// <param name="instance">The memory object of the notifiers; 0 when there is none.</param>
    /// <param name="offset">0 for methods that asked, 16 for copies.</param>
    /// <returns>Whether it may be written there; so it is where there is none.</returns>
    public bool Write(uint instance, uint offset)
    {
        if (instance == 0)
        {
            return true;
        }

        DmaObject window = DmaObject.Read(instances, instance);
        ReadOnlySpan<uint> words = [(uint)clock.NowNs, (uint)(clock.NowNs >> 32), 0, 0];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        if (!window.IsMemory || !window.Contains(offset, bytes.Length))
        {
            return false;
        }

        if (window.Resolve(offset, ram.SizeBytes, out ulong address) >= bytes.Length)
        {
            using RamLease lease = ram.Lease(address, bytes.Length, RamAccess.Write);
            bytes.CopyTo(lease.Span);
        }

        return true;
    }
}
