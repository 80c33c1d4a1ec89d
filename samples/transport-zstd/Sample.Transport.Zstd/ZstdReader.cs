using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Migration;
using ZstdSharp;

namespace Sample.Transport.Zstd;

/// <summary>Reads pieces from wherever they are.</summary>
internal sealed class ZstdReader : IMigrationStream
{
    private readonly SafeFileHandle _file;
    private readonly List<Channel> _pages = [];
    private volatile bool _isAborted;

    public ZstdReader(string path)
    {
        _file = File.OpenHandle(path);
        try
        {
            Path = path;
            Table = SeekTable.Read(path, _file);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        Main = new Channel(this);
    }

    public TransportAbilities Abilities => new() { IsSeekable = true, IsMultiChannel = true, IsSparse = true };

    public IMigrationChannel Main { get; }

    public IReadOnlyList<IMigrationChannel> PageChannels => _pages;

    public ulong? LengthBytes => Table.LengthBytes;

    private string Path { get; }

    private SeekTable Table { get; }

    public void OpenPageChannels(int count, CancellationToken cancellation)
    {
        while (_pages.Count < count)
        {
            _pages.Add(new Channel(this));
        }
    }

    public void Flush()
    {
    }

    public void Commit() => throw new InvalidOperationException($"'{Path}' was opened for reading.");

    public void Abort() => _isAborted = true;

    public void Dispose()
    {
        _file.Dispose();
        ((Channel)Main).Dispose();
        _pages.ForEach(static p => p.Dispose());
    }

    /// <summary>Keeps the last frame that it unpacked.</summary>
    private sealed class Channel(ZstdReader owner) : IMigrationChannel, IDisposable
    {
        private readonly Decompressor _decompressor = new();
        private byte[] _packed = [];
        private byte[] _plain = [];
        private SeekTable.Frame? _held;

        public void Write(ulong position, ReadOnlySpan<byte> source) => throw new InvalidOperationException($"'{owner.Path}' was opened for reading.");

        public void Read(ulong position, Span<byte> destination)
        {
            ulong length = owner.Table.LengthBytes;
            if (position > length || (ulong)destination.Length > length - position)
            {
                throw new EndOfStreamException($"'{owner.Path}' ends at byte {length}, before {position} and {destination.Length} bytes more.");
            }

            while (!destination.IsEmpty)
            {
                SeekTable.Frame frame = owner.Table.Find(position);
                Hold(frame);
                int from = (int)(position - frame.PlainAt);
                int count = Math.Min(destination.Length, (int)frame.PlainBytes - from);
                _plain.AsSpan(from, count).CopyTo(destination);
                destination = destination[count..];
                position += (ulong)count;
            }
        }

        public void Dispose() => _decompressor.Dispose();

        private void Hold(SeekTable.Frame frame)
        {
            if (owner._isAborted)
            {
                throw new IOException($"Reading '{owner.Path}' was given up.");
            }

            if (_held == frame)
            {
                return;
            }

            _held = null;
            Array.Resize(ref _packed, Math.Max(_packed.Length, (int)frame.PackedBytes));
            Array.Resize(ref _plain, Math.Max(_plain.Length, (int)frame.PlainBytes));
            try
            {
                int got = RandomAccess.Read(owner._file, _packed.AsSpan(0, (int)frame.PackedBytes), frame.PackedAt);
                if (got != frame.PackedBytes || _decompressor.Unwrap(_packed.AsSpan(0, got), _plain.AsSpan(0, (int)frame.PlainBytes)) != frame.PlainBytes)
                {
                    throw new IOException($"The frame at byte {frame.PackedAt} of '{owner.Path}' is not as long as the table says.");
                }
            }
            catch (ZstdException exception)
            {
                throw new IOException($"The frame at byte {frame.PackedAt} of '{owner.Path}' is damaged: {exception.Message}.", exception);
            }

            _held = frame;
        }
    }
}
