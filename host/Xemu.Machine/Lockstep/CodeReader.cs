using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>Reads guest code without side effects.</summary>
internal static class CodeReader
{
    /// <summary>Linear address of the instruction that is next; null when the CPU does not tell.</summary>
    public static ulong? Next(VirtualMachine machine) => (machine.Cpu as ICpuDebug)?.NextInstruction;

    /// <summary>Reads code through the present page tables, as far as it lies in RAM or ROM.</summary>
    public static byte[] Read(VirtualMachine machine, ulong linear, int most)
    {
        var bytes = new List<byte>(most);
        while (bytes.Count < most && (machine.Cpu as ICpuDebug)?.TryTranslate(linear + (ulong)bytes.Count, out ulong physical) == true)
        {
            FlatRange range = machine.Memory.Find(physical);
            if (range.Block is not { } block)
            {
                break;
            }

            using RamLease lease = block.Lease(range.Offset + (physical - range.Address), 1, RamAccess.Read);
            bytes.Add(lease.Span[0]);
        }

        return [.. bytes];
    }
}
