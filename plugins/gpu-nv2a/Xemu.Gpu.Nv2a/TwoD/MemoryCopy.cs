using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x39: copies lines of bytes. Source: envytools rnndb/graph/nv_m2mf.xml.</summary>
internal sealed class MemoryCopy(InstanceMemory instances, IRamBlock ram, Pgraph graph) : MethodStore(0x39, TwoDMethods.MemoryCopy, graph)
{
    private const uint ContextDmaIn = 0x184;
    private const uint ContextDmaOut = 0x188;
    private const uint OffsetIn = 0x30C;
    private const uint OffsetOut = 0x310;
    private const uint PitchIn = 0x314;
    private const uint PitchOut = 0x318;
    private const uint LineLength = 0x31C;
    private const uint LineCount = 0x320;
    private const uint Format = 0x324;
    private const uint BufferNotify = 0x328;

    /// <summary>Where the notifier of copies lies; it cannot be turned off. Source: envytools docs/hw/graph/intro.</summary>
    private const uint NotifierOffset = 0x10;

    /// <summary>Bytes of the longest line. Source: LINE_LENGTH_IN's 22 bits; unverified.</summary>
    private const uint MaxLine = 0x40_0000;

    private const uint MaxLines = 0x7FF;

    /// <summary>Most bytes of a copy, which is more than there is memory: lines lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

    [Derived("scratch")]
    private byte[] _line = [];

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
        long left = MaxBytes;
        for (uint i = 0; i < lines && left > 0 && length > 0; i++, left -= length)
        {
            CopyLine(source, this[OffsetIn] + (i * this[PitchIn]), target, this[OffsetOut] + (i * this[PitchOut]), (int)length);
        }

        SpendBytes(MaxBytes - left);
        WriteNotifier(NotifierOffset, raises: this[BufferNotify] == 1);
    }

    private void CopyLine(DmaObject source, uint from, DmaObject target, uint to, int length)
    {
        int readStep = StepOf(this[Format] & 0xFF);
        int writeStep = StepOf((this[Format] >> 8) & 0xFF);
        long readable = source.Resolve(from, ram.SizeBytes, out ulong readAddress);
        long writable = target.Resolve(to, ram.SizeBytes, out ulong writeAddress);
        int count = (int)Math.Min(length, Math.Min((readable + readStep - 1) / readStep, (writable + writeStep - 1) / writeStep));
        if (count <= 0)
        {
            return;
        }

        if (_line.Length < count)
        {
            _line = new byte[Math.Max(count, 2 * _line.Length)];
        }

        Span<byte> line = _line.AsSpan(0, count);
        using (RamLease read = ram.Lease(readAddress, ((count - 1) * readStep) + 1, RamAccess.Read))
        {
            Gather(read.Span, line, readStep);
        }

        using RamLease written = ram.Lease(writeAddress, ((count - 1) * writeStep) + 1, writeStep == 1 ? RamAccess.Write : RamAccess.ReadWrite);
        Scatter(line, written.Span, writeStep);
    }

    /// <summary>FORMAT: bytes from one to the next, 1, 2 or 4.</summary>
    private static int StepOf(uint increment) => increment is 2 or 4 ? (int)increment : 1;

    private static void Gather(ReadOnlySpan<byte> source, Span<byte> line, int step)
    {
        if (step == 1)
        {
            source.CopyTo(line);
            return;
        }

        for (int i = 0; i < line.Length; i++)
        {
            line[i] = source[i * step];
        }
    }

    private static void Scatter(ReadOnlySpan<byte> line, Span<byte> target, int step)
    {
        if (step == 1)
        {
            line.CopyTo(target);
            return;
        }

        for (int i = 0; i < line.Length; i++)
        {
            target[i * step] = line[i];
        }
    }
}
