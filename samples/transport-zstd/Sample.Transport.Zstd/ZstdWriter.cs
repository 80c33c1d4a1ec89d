using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Migration;
using ZstdSharp;

namespace Sample.Transport.Zstd;

/// <summary>Takes pieces in any order into a spool, and packs them in order at the end.</summary>
internal sealed class ZstdWriter : IMigrationStream
{
    private readonly string _path;
    private readonly string _spoolPath;
    private readonly string _partPath;
    private readonly int _level;
    private readonly SafeFileHandle _spool;
    private readonly Channel _main;
    private readonly List<Channel> _pages = [];
    private volatile bool _isAborted;
    private volatile bool _isCommitted;

    public ZstdWriter(string path, int level)
    {
        string own = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        _path = path;
        _level = level;
        _spoolPath = own + ".spool";
        _partPath = own + ".part";
        _spool = File.OpenHandle(_spoolPath, FileMode.CreateNew, FileAccess.ReadWrite);
        SetMode(_spool, null);
        _main = new Channel(this);
    }

    public TransportAbilities Abilities => new() { IsSeekable = true, IsMultiChannel = true, IsSparse = true, IsAtomic = true };

    public IMigrationChannel Main => _main;

    public IReadOnlyList<IMigrationChannel> PageChannels => _pages;

    public ulong? LengthBytes => null;

    public void OpenPageChannels(int count, CancellationToken cancellation)
    {
        while (_pages.Count < count)
        {
            _pages.Add(new Channel(this));
        }
    }

    // Nothing can be read before the commit: there is nothing that could be kept.
    public void Flush() => ThrowIfEnded();

    public void Commit()
    {
        ThrowIfEnded();
        try
        {
            using (SafeFileHandle part = File.OpenHandle(_partPath, FileMode.CreateNew, FileAccess.Write))
            {
                SetMode(part, _path);
                Pack(part, _pages.Append(_main).Max(static c => c.End));
                RandomAccess.FlushToDisk(part);
            }

            ThrowIfEnded();
            File.Move(_partPath, _path, overwrite: true);
            _isCommitted = true;
            File.Delete(_spoolPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Abort();
            throw exception as IOException ?? new IOException($"'{_path}' cannot be written: {exception.Message}", exception);
        }
    }

    public void Abort()
    {
        if (!_isCommitted && !_isAborted)
        {
            _isAborted = true;
            File.Delete(_spoolPath);
            File.Delete(_partPath);
        }
    }

    public void Dispose()
    {
        Abort();
        _spool.Dispose();
    }

    /// <summary>A snapshot holds all of a guest's memory: new ones are the user's alone, former ones stay as they were.</summary>
    private static void SetMode(SafeFileHandle file, string? former)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.Exists(former) ? File.GetUnixFileMode(former) : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_spool.IsClosed && _isCommitted, this);
        if (_isAborted)
        {
            throw new IOException($"Saving to '{_path}' was given up.");
        }

        if (_isCommitted)
        {
            throw new InvalidOperationException($"'{_path}' is committed.");
        }
    }

    private void Pack(SafeFileHandle part, ulong length)
    {
        using var compressor = new Compressor(_level);
        var table = new SeekTable();
        byte[] plain = new byte[SeekTable.FrameBytes];
        byte[] packed = new byte[Compressor.GetCompressBound(plain.Length)];
        byte[] zeros = compressor.Wrap(plain).ToArray();
        long at = 0;
        for (ulong position = 0; position < length; position += SeekTable.FrameBytes)
        {
            ThrowIfEnded();
            Span<byte> frame = plain.AsSpan(0, (int)Math.Min(SeekTable.FrameBytes, length - position));
            int read = RandomAccess.Read(_spool, frame, (long)position);
            frame[read..].Clear();
            bool isEmpty = frame.Length == plain.Length && frame.IndexOfAnyExcept((byte)0) < 0;
            ReadOnlySpan<byte> result = isEmpty ? zeros : packed.AsSpan(0, compressor.Wrap(frame, packed));
            RandomAccess.Write(part, result, at);
            at += result.Length;
            table.Add((uint)result.Length, (uint)frame.Length);
        }

        RandomAccess.Write(part, table.ToBytes(), at);
    }

    private sealed class Channel(ZstdWriter owner) : IMigrationChannel
    {
        public ulong End { get; private set; }

        public void Write(ulong position, ReadOnlySpan<byte> source)
        {
            owner.ThrowIfEnded();
            RandomAccess.Write(owner._spool, source, checked((long)position));
            End = Math.Max(End, position + (ulong)source.Length);
        }

        public void Read(ulong position, Span<byte> destination) => throw new InvalidOperationException($"'{owner._path}' was opened for writing.");
    }
}
