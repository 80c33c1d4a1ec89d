using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Reads the records of a <c>ram</c> section up to its end. A page's bytes go straight to where they belong, along with the next record's first word.</summary>
internal sealed class RecordReader(MainReader main, BlockTable blocks, IPageSink sink, Action meet) : IDisposable
{
    private const int WordBytes = 8;

    private readonly NativeBuffer _record = new(RamStream.MaxHeaderBytes + WordBytes);
    private readonly IoSlice[] _slices = new IoSlice[2];
    private RamRegion? _current;

    /// <summary>Whether the last record before the end was a meeting of the page channels, or the section had none.</summary>
    public bool EndedWithMeeting { get; private set; }

    /// <summary>Reads a section's records.</summary>
    /// <exception cref="SnapshotFormatException">One is damaged, or none that is read.</exception>
    public void Read(CancellationToken cancellation)
    {
        Span<byte> bytes = _record.Span;
        main.Read(bytes[..WordBytes]);
        EndedWithMeeting = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            RamRecord record = Complete(bytes);
            if ((record.Flags & RamStreamFlags.EndOfSection) != 0)
            {
                return;
            }

            if ((record.Flags & (RamStreamFlags.Page | RamStreamFlags.Zero)) != 0)
            {
                EndedWithMeeting = false;
                Take(record, bytes);
            }
            else if ((record.Flags & RamStreamFlags.MultifdFlush) != 0)
            {
                meet();
                EndedWithMeeting = true;
                main.Read(bytes[..WordBytes]);
            }
            else
            {
                throw new SnapshotFormatException($"A second list of RAM blocks stands before 0x{main.Position:X}.");
            }
        }
    }

    public void Dispose() => _record.Dispose();

    /// <summary>Reads the rest of a record's header, of which the first word is there.</summary>
    private RamRecord Complete(Span<byte> bytes)
    {
        int have = WordBytes;
        RamRecord record;
        while (!RamStream.TryRead(bytes[..have], IRamBlock.PageSize, (long)main.Position - have, out record))
        {
            // First the length of the name, or a zero page's byte; then what follows a name's length.
            int more = have == WordBytes ? 1 : RamStream.NameAt + bytes[WordBytes] + (IsZero(bytes) ? 1 : 0) - have;
            main.Read(bytes.Slice(have, more));
            have += more;
        }

        return record;
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => (bytes[WordBytes - 1] & (int)RamStreamFlags.Zero) != 0;

    private void Take(RamRecord record, Span<byte> bytes)
    {
        if (record.NameLength > 0)
        {
            _current = blocks.Find(bytes.Slice(RamStream.NameAt, record.NameLength));
        }

        RamRegion region = _current ?? throw new SnapshotFormatException($"The page before 0x{main.Position:X} belongs to no block.");
        ulong page = BlockTable.PageOf(region, record.Address);
        if (!record.HasPage)
        {
            sink.Zero(region, page);
            sink.Count(0, 1, record.HeaderBytes);
            main.Read(bytes[..WordBytes]);
        }
        else if (sink.IsBlind)
        {
            main.Skip(IRamBlock.PageSize);
            main.Read(bytes[..WordBytes]);
        }
        else
        {
            _slices[0] = new IoSlice(sink.Receive(region, page), IRamBlock.PageSize);
            _slices[1] = new IoSlice(_record.Address, WordBytes);
            main.Read(_slices, IRamBlock.PageSize + WordBytes);
            sink.Count(1, 0, IRamBlock.PageSize + record.HeaderBytes);
        }
    }
}
