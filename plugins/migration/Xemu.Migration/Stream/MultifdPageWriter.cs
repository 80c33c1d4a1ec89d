using System.Text;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Writes pages as multifd packets, each worker into its channel; at the end of a pass all channels meet.</summary>
internal sealed class MultifdPageWriter : IStreamPageWriter
{
    private readonly MainWriter _main;
    private readonly IReadOnlyList<IMigrationChannel> _channels;
    private readonly Packet[] _packets;
    private readonly Dictionary<RamRegion, byte[]> _names = [];
    private readonly Lock _gate = new();
    private ulong _number;

    public MultifdPageWriter(MainWriter main, IReadOnlyList<IMigrationChannel> channels)
    {
        _main = main;
        _channels = channels;
        _packets = [.. channels.Select(static _ => new Packet())];
    }

    public void Begin()
    {
        var machine = Guid.NewGuid();
        Span<byte> first = stackalloc byte[MultifdInit.Bytes];
        for (int i = 0; i < _channels.Count; i++)
        {
            new MultifdInit(machine, (byte)i).Write(first);
            _channels[i].Write(0, first);
        }

        Meet();
    }

    public void BeginPass() => _main.BeginSection(isLast: false);

    public void EndPass()
    {
        Meet();
        _main.EndSection(channelsMeet: true);
    }

    public void End()
    {
        _main.BeginSection(isLast: true);
        Meet();
        _main.EndSection(channelsMeet: true);
    }

    public PageCounts Write(IMigrationChannel channel, int worker, PageChunk chunk)
    {
        Packet packet = _packets[worker];
        int normal = 0;
        int zero = 0;
        int bytes = 0;
        for (int page = 0; page < chunk.Count; page++)
        {
            if (!chunk.IsSelected(page))
            {
                continue;
            }

            packet.Add(chunk, page);
            if (packet.IsFull)
            {
                bytes += Send(channel, packet, chunk, ref normal, ref zero);
            }
        }

        bytes += packet.IsEmpty ? 0 : Send(channel, packet, chunk, ref normal, ref zero);
        return new PageCounts(normal, zero, bytes);
    }

    public void Dispose()
    {
        foreach (Packet packet in _packets)
        {
            packet.Dispose();
        }
    }

    private int Send(IMigrationChannel channel, Packet packet, PageChunk chunk, ref int normal, ref int zero)
    {
        normal += packet.Normal;
        zero += packet.Zero;
        return packet.Send(channel, Interlocked.Increment(ref _number) - 1, NameOf(chunk.Region));
    }

    private void Meet()
    {
        for (int i = 0; i < _channels.Count; i++)
        {
            _packets[i].SendSync(_channels[i], Interlocked.Increment(ref _number) - 1);
        }
    }

    private byte[] NameOf(RamRegion region)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(region, out byte[]? name))
            {
                _names[region] = name = Encoding.ASCII.GetBytes(region.Name);
            }

            return name;
        }
    }

    /// <summary>A packet that a worker fills, again and again.</summary>
    private sealed class Packet : IDisposable
    {
        private readonly NativeBuffer _header = new(MultifdPacket.Bytes);
        private readonly ulong[] _offsets = new ulong[MultifdPacket.MaxPages];
        private readonly ulong[] _zeros = new ulong[MultifdPacket.MaxPages];
        private readonly IoSlice[] _slices = new IoSlice[MultifdPacket.MaxPages + 1];

        public int Normal { get; private set; }

        public int Zero { get; private set; }

        public bool IsEmpty => Normal + Zero == 0;

        public bool IsFull => Normal + Zero == MultifdPacket.MaxPages;

        public void Add(PageChunk chunk, int page)
        {
            ulong offset = (chunk.FirstPage + (ulong)page) * IRamBlock.PageSize;
            if (!chunk.Page(page).ContainsAnyExcept((byte)0))
            {
                _zeros[Zero++] = offset;
                return;
            }

            _offsets[Normal++] = offset;
            _slices[Normal] = new IoSlice(chunk.Address + (page * IRamBlock.PageSize), IRamBlock.PageSize);
        }

        public int Send(IMigrationChannel channel, ulong number, ReadOnlySpan<byte> name)
        {
            MultifdPacket.Write(_header.Span, number, isSync: false, name, _offsets.AsSpan(0, Normal), _zeros.AsSpan(0, Zero));
            _slices[0] = new IoSlice(_header.Address, MultifdPacket.Bytes);
            channel.WriteVectored(0, _slices.AsSpan(0, Normal + 1));
            int bytes = MultifdPacket.Bytes + (Normal * IRamBlock.PageSize);
            (Normal, Zero) = (0, 0);
            return bytes;
        }

        public void SendSync(IMigrationChannel channel, ulong number)
        {
            MultifdPacket.Write(_header.Span, number, isSync: true, [], [], []);
            channel.Write(0, _header.Span);
        }

        public void Dispose() => _header.Dispose();
    }
}
