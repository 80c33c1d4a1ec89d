using System.Text;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Writes pages into the main channel, each behind its header; the bytes of a page go straight from where they lie.</summary>
internal sealed class StreamPageWriter(MainWriter main) : IStreamPageWriter
{
    // A header of 8 bytes and the byte of a zero page; the first of a chunk has the block's name.
    private const int HeadersBytes = (PageChunk.MaxPages * 9) + RamStream.MaxHeaderBytes;

    private readonly NativeBuffer _headers = new(HeadersBytes);
    private readonly IoSlice[] _slices = new IoSlice[(PageChunk.MaxPages * 2) + 1];
    private RamRegion? _named;
    private byte[] _name = [];

    public void Begin()
    {
    }

    public void BeginPass()
    {
        _named = null;
        main.BeginSection(isLast: false);
    }

    public void EndPass() => main.EndSection(channelsMeet: false);

    public void End()
    {
        main.BeginSection(isLast: true);
        main.EndSection(channelsMeet: false);
    }

    public PageCounts Write(IMigrationChannel channel, int worker, PageChunk chunk)
    {
        Span<byte> headers = _headers.Span;
        int slices = 0;
        int headerStart = 0;
        int at = 0;
        int normal = 0;
        int zero = 0;
        for (int page = 0; page < chunk.Count; page++)
        {
            if (!chunk.IsSelected(page))
            {
                continue;
            }

            ulong offset = (chunk.FirstPage + (ulong)page) * IRamBlock.PageSize;
            ReadOnlySpan<byte> name = NameOnce(chunk.Region);
            if (!chunk.Page(page).ContainsAnyExcept((byte)0))
            {
                // The headers of zero pages run together with the next.
                at += RamStream.WriteZeroPage(headers[at..], offset, name);
                zero++;
                continue;
            }

            at += RamStream.WritePage(headers[at..], offset, name);
            _slices[slices++] = new IoSlice(_headers.Address + headerStart, at - headerStart);
            _slices[slices++] = new IoSlice(chunk.Address + (page * IRamBlock.PageSize), IRamBlock.PageSize);
            headerStart = at;
            normal++;
        }

        if (at > headerStart)
        {
            _slices[slices++] = new IoSlice(_headers.Address + headerStart, at - headerStart);
        }

        int bytes = at + (normal * IRamBlock.PageSize);
        main.Write(_slices.AsSpan(0, slices), bytes);
        return new PageCounts(normal, zero, bytes);
    }

    public void Dispose() => _headers.Dispose();

    /// <summary>The block's name where it differs from that of the page before, else nothing.</summary>
    private ReadOnlySpan<byte> NameOnce(RamRegion region)
    {
        if (ReferenceEquals(region, _named))
        {
            return [];
        }

        if (_named is null || _named.Name != region.Name)
        {
            _name = Encoding.ASCII.GetBytes(region.Name);
        }

        _named = region;
        return _name;
    }
}
