using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;

namespace Xemu.GdbStub;

/// <summary>The machine as the stub uses it. All but the requests is for the machine thread.</summary>
internal sealed class GdbTarget(ICpuDebug cpu, IAddressSpace memory, IMachineControl control)
{
    private const ulong PageBytes = 4096;

    public IMachineControl Control { get; } = control;

    public ICpuDebug Cpu { get; } = cpu;

    /// <summary>The CPU's breakpoints, or null when it has none.</summary>
    public ICpuBreakpoints? Breakpoints { get; } = cpu as ICpuBreakpoints;

    /// <summary>Reads RAM and ROM up to the first byte that is neither: reading a register could change what the guest sees.</summary>
    /// <returns>How many bytes were read.</returns>
    public int Read(ulong address, Span<byte> destination, bool isPhysical)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int part = FindPart(address + (ulong)done, destination.Length - done, isPhysical, isWrite: false, out ulong physical);
            if (part == 0)
            {
                break;
            }

            memory.Read(physical, destination.Slice(done, part));
            done += part;
        }

        return done;
    }

    /// <summary>Writes RAM, all or nothing.</summary>
    public bool Write(ulong address, ReadOnlySpan<byte> source, bool isPhysical)
    {
        for (int probed = 0; probed < source.Length;)
        {
            int part = FindPart(address + (ulong)probed, source.Length - probed, isPhysical, isWrite: true, out _);
            if (part == 0)
            {
                return false;
            }

            probed += part;
        }

        for (int done = 0; done < source.Length;)
        {
            int part = FindPart(address + (ulong)done, source.Length - done, isPhysical, isWrite: true, out ulong physical);
            memory.Write(physical, source.Slice(done, part));
            done += part;
        }

        return true;
    }

    /// <summary>How many of some bytes lie in one page of memory; 0 when the first one does not.</summary>
    private int FindPart(ulong address, int bytes, bool isPhysical, bool isWrite, out ulong physical)
    {
        physical = address;
        bool isThere = isPhysical ? address < memory.SizeBytes : address <= uint.MaxValue && Cpu.TryTranslate(address, out physical) && physical < memory.SizeBytes;
        if (!isThere)
        {
            return 0;
        }

        FlatRange range = memory.Find(physical);
        if (range.Kind != FlatRangeKind.Ram && (isWrite || range.Kind != FlatRangeKind.Rom))
        {
            return 0;
        }

        ulong left = Math.Min(PageBytes - (physical % PageBytes), range.Address + range.SizeBytes - physical);
        return (int)Math.Min((ulong)bytes, left);
    }
}
