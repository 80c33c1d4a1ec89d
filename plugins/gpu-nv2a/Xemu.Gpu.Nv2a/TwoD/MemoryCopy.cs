using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x39: copies lines of bytes. Source: envytools docs/hw/graph/m2mf.</summary>
internal sealed class MemoryCopy(InstanceMemory instances, IRamBlock ram, MethodNotes notes) : MethodStore(0x39, TwoDMethods.MemoryCopy, notes)
{
    private const uint ContextDmaIn = 0x184;
    private const uint ContextDmaOut = 0x188;
    private const uint OffsetIn = 0x30C;
    private const uint OffsetOut = 0x310;
    private const uint PitchIn = 0x314;
    private const uint PitchOut = 0x318;
    private const uint LineLength = 0x31C;
    private const uint LineCount = 0x320;
    private const uint BufferNotify = 0x328;
    private const uint MaxLine = 0x40_0000;
    private const uint MaxLines = 0x7FF;

    /// <summary>BUFFER_NOTIFY starts the copy.</summary>
    protected override void AfterWrite(uint method)
    {
        if (method != BufferNotify)
        {
            return;
        }

        DmaObject source = DmaObject.Read(instances, this[ContextDmaIn]);
        DmaObject target = DmaObject.Read(instances, this[ContextDmaOut]);
        uint length = Math.Min(this[LineLength], MaxLine);
        uint lines = Math.Min(this[LineCount], MaxLines);
        var line = new byte[length];
        for (uint i = 0; i < lines; i++)
        {
            long readable = source.Resolve(this[OffsetIn] + (i * this[PitchIn]), ram.SizeBytes, out ulong from);
            long writable = target.Resolve(this[OffsetOut] + (i * this[PitchOut]), ram.SizeBytes, out ulong to);
            int count = (int)Math.Min(length, Math.Min(readable, writable));
            if (count <= 0)
            {
                continue;
            }

            using (RamLease read = ram.Lease(from, count, RamAccess.Read))
            {
                read.Span.CopyTo(line);
            }

            using RamLease written = ram.Lease(to, count, RamAccess.Write);
            line.AsSpan(0, count).CopyTo(written.Span);
        }
    }
}
