using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x39: copies lines of bytes. Source: envytools rnndb/graph/nv_m2mf.xml.</summary>
internal sealed class MemoryCopy(InstanceMemory instances, IRamBlock ram, RendererSlot drawing, Pgraph graph) : MethodStore(0x39, TwoDMethods.MemoryCopy, graph)
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

    /// <summary>BUFFER_NOTIFY starts the copy. One that would leave a memory object is not done at all; unverified.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method != BufferNotify)
        {
            return;
        }

        int length = (int)Math.Min(this[LineLength], MaxLine);
        GraphError error = GraphError.None;
        if (length > 0)
        {
            long lines = Math.Min(Math.Min(this[LineCount], MaxLines), (MaxBytes + length - 1) / length);
            int readStep = StepOf(this[Format] & 0xFF);
            int writeStep = StepOf((this[Format] >> 8) & 0xFF);
            error = (IsWithin(ContextDmaIn, OffsetIn, PitchIn, length, lines, readStep) ? 0 : GraphError.DmaRead)
                | (IsWithin(ContextDmaOut, OffsetOut, PitchOut, length, lines, writeStep) ? 0 : GraphError.DmaWrite);
            if (error == GraphError.None)
            {
                var call = new CopyCall(Rows(ContextDmaIn, OffsetIn, PitchIn), Rows(ContextDmaOut, OffsetOut, PitchOut), length, (int)lines, SurfaceFormat.None);
                Copy(in call, readStep, writeStep);
                SpendBytes(lines * length);
            }
        }

        Fail(method, word, error != GraphError.None ? error : WriteNotifier(NotifierOffset, raises: word == 1));
    }

    /// <summary>Whether all lines lie within a memory object.</summary>
    private bool IsWithin(uint contextDma, uint offset, uint pitch, int length, long lines, int step)
    {
        DmaObject window = DmaObject.Read(instances, this[contextDma]);
        long first = this[offset];
        long last = first + ((lines - 1) * (int)this[pitch]);
        long bytes = ((length - 1L) * step) + 1;
        return lines == 0 || (window.Contains(first, bytes) && window.Contains(last, bytes));
    }

    /// <summary>Lines, which may follow each other downwards.</summary>
    private MemoryRows Rows(uint contextDma, uint offset, uint pitch) => DmaObject.Read(instances, this[contextDma]).Rows(this[offset], (int)this[pitch]);

    private void Copy(in CopyCall call, int readStep, int writeStep)
    {
        if ((readStep, writeStep) == (1, 1))
        {
            drawing.Copy(in call);
            return;
        }

        for (int i = 0; i < call.Rows; i++)
        {
            CopyLine(in call, i, readStep, writeStep);
        }
    }

    private void CopyLine(in CopyCall call, int number, int readStep, int writeStep)
    {
        MemoryRange readable = call.Source.Row(number, ((call.RowBytes - 1) * readStep) + 1, ram.SizeBytes);
        MemoryRange writable = call.Destination.Row(number, ((call.RowBytes - 1) * writeStep) + 1, ram.SizeBytes);
        int count = Math.Min((readable.Length + readStep - 1) / readStep, (writable.Length + writeStep - 1) / writeStep);
        if (count <= 0)
        {
            return;
        }

        if (_line.Length < count)
        {
            _line = new byte[Math.Max(count, 2 * _line.Length)];
        }

        Span<byte> line = _line.AsSpan(0, count);
        using (RamLease read = ram.Lease(readable.Offset, ((count - 1) * readStep) + 1, RamAccess.Read))
        {
            Gather(read.Span, line, readStep);
        }

        using RamLease written = ram.Lease(writable.Offset, ((count - 1) * writeStep) + 1, RamAccess.ReadWrite);
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
