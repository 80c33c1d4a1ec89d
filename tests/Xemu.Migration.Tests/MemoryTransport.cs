using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Files in memory, with the abilities that a test gives them and the faults that it asks for.</summary>
internal sealed class MemoryTransport : IMigrationTransport, Xemu.Abstractions.IComponent
{
    public Dictionary<string, MemoryFile> Files { get; } = [];

    public TransportAbilities Abilities { get; set; } = new() { IsSeekable = true, IsMultiChannel = true, IsAtomic = true, IsSparse = true };

    /// <summary>Called before each operation of a channel or a stream, with its number from 0: may throw, wait, or cancel.</summary>
    public Action<int, string>? OnOperation { get; set; }

    public int Operations;

    public bool Accepts(TransportTarget target) => target.Uri.StartsWith("file:", StringComparison.Ordinal);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation)
    {
        var file = new MemoryFile();
        if (!Abilities.IsAtomic)
        {
            Files[target.Uri] = file;
        }

        return new MemoryStream(this, target.Uri, file, target.PageChannels, isWriting: true);
    }

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => Files.TryGetValue(target.Uri, out MemoryFile? file)
        ? new MemoryStream(this, target.Uri, file, target.PageChannels, isWriting: false)
        : throw new MigrationException($"There is no file '{target.Uri}'.");

    public void Operation(string what) => OnOperation?.Invoke(Interlocked.Increment(ref Operations) - 1, what);

    public void Dispose()
    {
    }

    private sealed class MemoryStream : IMigrationStream
    {
        private readonly MemoryTransport _owner;
        private readonly string _uri;
        private readonly MemoryFile _file;
        private readonly bool _isWriting;
        private readonly List<IMigrationChannel> _channels = [];
        private bool _committed;

        public MemoryStream(MemoryTransport owner, string uri, MemoryFile file, int channels, bool isWriting)
        {
            (_owner, _uri, _file, _isWriting) = (owner, uri, file, isWriting);
            Abilities = owner.Abilities;
            Main = new Channel(this, isMain: true);
            OpenPageChannels(channels, CancellationToken.None);
        }

        public TransportAbilities Abilities { get; }

        public IMigrationChannel Main { get; }

        public IReadOnlyList<IMigrationChannel> PageChannels => _channels;

        public ulong? LengthBytes => _isWriting ? null : (ulong)_file.Length;

        public volatile bool Aborted;

        public void OpenPageChannels(int count, CancellationToken cancellation)
        {
            while (_channels.Count < count)
            {
                _channels.Add(new Channel(this, isMain: false));
            }
        }

        public void Flush() => _owner.Operation("flush");

        public void Commit()
        {
            _owner.Operation("commit");
            if (Aborted)
            {
                throw new IOException("The stream was aborted.");
            }

            _committed = true;
            _owner.Files[_uri] = _file;
        }

        public void Abort() => Aborted = true;

        public void Dispose() => Aborted |= !_committed;

        private sealed class Channel(MemoryStream stream, bool isMain) : IMigrationChannel
        {
            private int _users;

            public void Write(ulong position, ReadOnlySpan<byte> source)
            {
                Check(position, source);
                stream._owner.Operation("write");
                Enter();
                stream._file.Write((long)position, source);
                Leave();
            }

            public void Read(ulong position, Span<byte> destination)
            {
                Check(position, destination);
                stream._owner.Operation("read");
                Enter();
                stream._file.Read((long)position, destination);
                Leave();
            }

            private void Enter()
            {
                if (Interlocked.Increment(ref _users) != 1)
                {
                    throw new InvalidOperationException("Two threads use one channel.");
                }

                if (stream.Aborted)
                {
                    throw new IOException("The stream was aborted.");
                }
            }

            private void Leave() => Interlocked.Decrement(ref _users);

            private unsafe void Check(ulong position, ReadOnlySpan<byte> memory)
            {
                fixed (byte* address = memory)
                {
                    ulong alignment = (ulong)stream.Abilities.Alignment;
                    if (!isMain && (position % alignment != 0 || (ulong)memory.Length % alignment != 0 || (ulong)address % (ulong)stream.Abilities.MemoryAlignment != 0))
                    {
                        throw new InvalidOperationException($"0x{position:X}+0x{memory.Length:X} at 0x{(ulong)address:X} is not aligned to {alignment}.");
                    }
                }
            }
        }
    }
}
