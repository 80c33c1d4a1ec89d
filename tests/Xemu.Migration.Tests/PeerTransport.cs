using System.Collections.Concurrent;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Sockets in memory: who writes connects, who reads listens. The line can be cut and its bytes changed at chosen places.</summary>
internal sealed class PeerTransport : IMigrationTransport, IComponent
{
    public const string Uri = "peer:there";

    private readonly BlockingCollection<Line> _arrivals = [];
    private readonly List<Line> _lines = [];
    private long _bytes;

    /// <summary>After how many bytes, in both directions and on all channels, nothing gets through any more.</summary>
    public long CutAfter { get; set; } = long.MaxValue;

    /// <summary>Bytes that got through.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Called with number of the line, position on it and the bytes that go from source to destination; may change them.</summary>
    public Action<int, long, byte[]>? OnForward { get; set; }

    /// <summary>Connects without an engine, to play a peer by hand.</summary>
    public Line Connect()
    {
        var line = new Line(this, _lines.Count);
        lock (_lines)
        {
            _lines.Add(line);
        }

        _arrivals.Add(line);
        return line;
    }

    /// <summary>Takes a connection without an engine.</summary>
    public Line Accept() => _arrivals.Take(TestContext.Current.CancellationToken);

    public bool Accepts(TransportTarget target) => target.Uri == Uri;

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) => new Stream(this, target.PageChannels, isWriting: true, cancellation);

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => new Stream(this, 0, isWriting: false, cancellation);

    public void Dispose()
    {
    }

    /// <summary>Counts bytes; false when the line is cut there.</summary>
    private bool Pass(int count)
    {
        if (Interlocked.Add(ref _bytes, count) <= CutAfter)
        {
            return true;
        }

        Cut();
        return false;
    }

    private void Cut()
    {
        lock (_lines)
        {
            _lines.ForEach(static line => line.Close());
        }
    }

    /// <summary>A connection.</summary>
    internal sealed class Line(PeerTransport owner, int number)
    {
        public Way Forward { get; } = new(owner, number, isForward: true);

        public Way Back { get; } = new(owner, number, isForward: false);

        public void Close()
        {
            Forward.Close();
            Back.Close();
        }
    }

    /// <summary>One direction of a connection: a small buffer.</summary>
    internal sealed class Way(PeerTransport owner, int number, bool isForward)
    {
        private const int Capacity = 1 << 16;

        private readonly object _gate = new();
        private readonly Queue<byte[]> _pieces = new();
        private int _held;
        private int _at;
        private long _position;
        private bool _isClosed;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                byte[] piece = bytes[..Math.Min(bytes.Length, 4096)].ToArray();
                bytes = bytes[piece.Length..];
                if (isForward)
                {
                    owner.OnForward?.Invoke(number, _position, piece);
                }

                _position += piece.Length;
                if (!owner.Pass(piece.Length))
                {
                    throw new IOException("The line is cut.");
                }

                lock (_gate)
                {
                    while (_held > Capacity && !_isClosed)
                    {
                        _ = Monitor.Wait(_gate);
                    }

                    if (_isClosed)
                    {
                        throw new IOException("The peer has hung up.");
                    }

                    _pieces.Enqueue(piece);
                    _held += piece.Length;
                    Monitor.PulseAll(_gate);
                }
            }
        }

        public void Read(Span<byte> bytes)
        {
            lock (_gate)
            {
                while (!bytes.IsEmpty)
                {
                    while (_pieces.Count == 0 && !_isClosed)
                    {
                        _ = Monitor.Wait(_gate);
                    }

                    if (!_pieces.TryPeek(out byte[]? piece))
                    {
                        throw new EndOfStreamException("The peer has hung up.");
                    }

                    int count = Math.Min(bytes.Length, piece.Length - _at);
                    piece.AsSpan(_at, count).CopyTo(bytes);
                    bytes = bytes[count..];
                    _at += count;
                    _held -= count;
                    if (_at == piece.Length)
                    {
                        _ = _pieces.Dequeue();
                        _at = 0;
                    }

                    Monitor.PulseAll(_gate);
                }
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                _isClosed = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private sealed class Stream : IMigrationStream
    {
        private readonly PeerTransport _owner;
        private readonly bool _isWriting;
        private readonly List<Line> _lines = [];
        private readonly List<IMigrationChannel> _channels = [];
        private volatile bool _isAborted;

        public Stream(PeerTransport owner, int channels, bool isWriting, CancellationToken cancellation)
        {
            _owner = owner;
            _isWriting = isWriting;
            Main = Open(cancellation);
            OpenPageChannels(channels, cancellation);
        }

        public TransportAbilities Abilities => new() { IsDuplex = true, IsMultiChannel = true };

        public IMigrationChannel Main { get; }

        public IReadOnlyList<IMigrationChannel> PageChannels => _channels;

        public ulong? LengthBytes => null;

        public void OpenPageChannels(int count, CancellationToken cancellation)
        {
            while (_channels.Count < count)
            {
                _channels.Add(Open(cancellation));
            }
        }

        public void Flush()
        {
        }

        public void Commit() => _lines.ForEach(static line => line.Forward.Close());

        public void Abort()
        {
            _isAborted = true;
            _lines.ForEach(static line => line.Close());
        }

        public void Dispose() => Abort();

        private Channel Open(CancellationToken cancellation)
        {
            Line line = _isWriting ? _owner.Connect() : _owner._arrivals.Take(cancellation);
            _lines.Add(line);
            return new Channel(this, _isWriting ? line.Forward : line.Back, _isWriting ? line.Back : line.Forward);
        }

        private sealed class Channel(Stream owner, Way to, Way from) : IMigrationChannel
        {
            public void Write(ulong position, ReadOnlySpan<byte> source)
            {
                Check();
                to.Write(source);
            }

            public void Read(ulong position, Span<byte> destination)
            {
                Check();
                from.Read(destination);
            }

            private void Check()
            {
                if (owner._isAborted)
                {
                    throw new IOException("The migration was given up.");
                }
            }
        }
    }
}
