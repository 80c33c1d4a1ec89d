using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Reads the page channels, a thread each: packets are checked, and their pages go straight into RAM.</summary>
internal sealed class ChannelReaders : IDisposable
{
    private readonly BlockTable _blocks;
    private readonly IPageSink _sink;
    private readonly ChannelMeeting _meeting;
    private readonly Thread[] _threads;
    private readonly bool[] _isKnown = new bool[256];
    private readonly Action<Exception> _failed;
    private Exception? _failure;

    /// <summary>Starts to read.</summary>
    /// <param name="stream">The stream, with its page channels.</param>
    /// <param name="blocks">The machine's blocks.</param>
    /// <param name="sink">Where pages go.</param>
    /// <param name="failed">Called on a channel's thread when it fails: makes sure that the main channel does not wait for long.</param>
    public ChannelReaders(IMigrationStream stream, BlockTable blocks, IPageSink sink, Action<Exception> failed)
    {
        _failed = failed;
        _blocks = blocks;
        _sink = sink;
        _meeting = new ChannelMeeting(stream.PageChannels.Count);
        _threads = [.. stream.PageChannels.Select((channel, i) => new Thread(() => Run(channel)) { IsBackground = true, Name = $"xemu-migration-channel-{i}" })];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Waits until all channels are where the main channel is.</summary>
    public void Meet()
    {
        if (!_meeting.WaitForAll())
        {
            throw new IOException(_failure?.Message ?? "A page channel ended before its pages were whole.");
        }
    }

    /// <summary>Lets the channels read the next pass.</summary>
    public void GoOn() => _meeting.GoOn();

    /// <summary>What went wrong first, if anything.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>There are no more pages: from now on no channel touches RAM.</summary>
    /// <remarks>Called with all channels standing at a meeting, or after the stream was aborted.</remarks>
    public void Dispose()
    {
        _meeting.End();
        Array.ForEach(_threads, static thread => thread.Join());
    }

    private void Run(IMigrationChannel channel)
    {
        using var packet = new NativeBuffer(MultifdPacket.Bytes);
        try
        {
            Greet(channel);
            var offsets = new ulong[MultifdPacket.MaxPages];
            var slices = new IoSlice[MultifdPacket.MaxPages];
            bool goesOn = true;
            while (goesOn)
            {
                channel.Read(0, packet.Span);
                MultifdHeader header = MultifdPacket.Read(packet.Span, offsets);
                if (header.Pages + header.ZeroPages > 0)
                {
                    Take(channel, packet.Span, header, offsets, slices);
                }

                goesOn = !header.IsSync || _meeting.Arrive();
            }
        }
        catch (Exception e)
        {
            if (Interlocked.CompareExchange(ref _failure, e, null) is null)
            {
                _meeting.End();
                _failed(e);
            }
        }
    }

    private void Greet(IMigrationChannel channel)
    {
        Span<byte> first = stackalloc byte[MultifdInit.Bytes];
        channel.Read(0, first);
        int number = MultifdInit.Read(first).Channel;
        lock (_isKnown)
        {
            if (_isKnown[number] || number >= _threads.Length)
            {
                throw new SnapshotFormatException($"A page channel says that it is number {number} of {_threads.Length}, which another one is or which cannot be.");
            }

            _isKnown[number] = true;
        }
    }

    private void Take(IMigrationChannel channel, ReadOnlySpan<byte> packet, MultifdHeader header, ReadOnlySpan<ulong> offsets, Span<IoSlice> slices)
    {
        RamRegion region = _blocks.Find(MultifdPacket.BlockName(packet, header));

        // All are checked before any is used.
        for (int i = 0; i < header.Pages + header.ZeroPages; i++)
        {
            _ = BlockTable.PageOf(region, offsets[i]);
        }

        for (int i = 0; i < header.Pages; i++)
        {
            slices[i] = new IoSlice(_sink.Receive(region, offsets[i] / IRamBlock.PageSize), IRamBlock.PageSize);
        }

        if (header.Pages > 0)
        {
            channel.ReadVectored(0, slices[..header.Pages]);
        }

        foreach (ulong offset in offsets.Slice(header.Pages, header.ZeroPages))
        {
            _sink.Zero(region, offset / IRamBlock.PageSize);
        }

        _sink.Count(header.Pages, header.ZeroPages, MultifdPacket.Bytes + (header.Pages * IRamBlock.PageSize));
    }
}
