using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A regular file as a migration's stream: a buffered descriptor for the main channel, and one descriptor, buffered or O_DIRECT, that all page channels share (positioned calls share nothing else).</summary>
/// <remarks>
/// The two descriptors see one file: the kernel writes back and drops cached pages that a direct write or read touches. It does not order a buffered and a direct
/// call that are under way at once on one cached page, so main and page channels must keep to different 4 KiB blocks while both write.
/// </remarks>
internal sealed class SeekableFile : IMigrationStream
{
    /// <summary>The size of the file grows by as much at a time, as a hole: direct writes beyond the end of a file exclude one another, inside it they run side by side.</summary>
    private const ulong Growth = 256 << 20;

    private readonly Descriptor _main;
    private readonly Descriptor? _direct;
    private readonly IFileEnding _ending;
    private readonly bool _isWriting;
    private readonly List<FileChannel> _pageChannels = [];
    private readonly Lock _gate = new();
    private readonly FileChannel _mainChannel;
    private bool _hasBegun;
    private ulong _grownTo;
    private volatile State _state;

    /// <summary>Makes the stream.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="main">The buffered descriptor; belongs to the stream.</param>
    /// <param name="direct">The O_DIRECT descriptor of the same file, or null; belongs to the stream.</param>
    /// <param name="offset">Where position 0 lies in the file.</param>
    /// <param name="abilities">What to tell.</param>
    /// <param name="ending">What begins, commits and aborts.</param>
    /// <param name="isWriting">Which way.</param>
    public SeekableFile(string name, Descriptor main, Descriptor? direct, ulong offset, TransportAbilities abilities, IFileEnding ending, bool isWriting)
    {
        Name = name;
        OffsetBytes = offset;
        Abilities = abilities;
        _main = main;
        _direct = direct;
        _ending = ending;
        _mainChannel = new FileChannel(this, main, 1, 1);
        _isWriting = isWriting;
        LengthBytes = !isWriting ? main.Status().SizeBytes - offset : null;
    }

    private enum State
    {
        Open,
        Committing,
        Committed,
        Aborted,
        Disposed,
    }

    public string Name { get; }

    public ulong OffsetBytes { get; }

    public TransportAbilities Abilities { get; }

    public IMigrationChannel Main => _mainChannel;

    public IReadOnlyList<IMigrationChannel> PageChannels => _pageChannels;

    public ulong? LengthBytes { get; }

    public void OpenPageChannels(int count, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ThrowIfClosed();
        while (_pageChannels.Count < count)
        {
            _pageChannels.Add(new FileChannel(this, _direct ?? _main, Abilities.Alignment, Abilities.MemoryAlignment));
        }
    }

    public void Flush()
    {
        ThrowIfClosed();
        if (_isWriting)
        {
            Sync();
        }
    }

    public void Commit()
    {
        RequireWriting();
        lock (_gate)
        {
            ThrowIfClosed();
            _state = State.Committing;
        }

        try
        {
            BeforeWrite(0);
            CutTail();
            Sync();
            lock (_gate)
            {
                ThrowIfClosed();
                _ending.Publish();
                _state = State.Committed;
            }

            _ending.AfterPublish();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        lock (_gate)
        {
            if (_state is State.Open or State.Committing)
            {
                _state = State.Aborted;
                _ending.Discard();
            }
        }
    }

    public void Dispose()
    {
        Abort();
        if (_state != State.Disposed)
        {
            _state = State.Disposed;
            _ending.Dispose();
            _direct?.Dispose();
            _main.Dispose();
        }
    }

    /// <summary>Called before bytes up to <paramref name="end"/> (in the file) are written.</summary>
    internal void BeforeWrite(ulong end)
    {
        if (!Volatile.Read(ref _hasBegun) || (_direct is not null && end > Volatile.Read(ref _grownTo)))
        {
            Prepare(end);
        }
    }

    internal void RequireWriting()
    {
        if (!_isWriting)
        {
            throw new InvalidOperationException($"'{Name}' was opened for reading.");
        }
    }

    internal void ThrowIfClosed()
    {
        if (_state is State.Aborted)
        {
            throw new IOException($"The migration of '{Name}' was given up.");
        }

        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        if (_state == State.Committed)
        {
            throw new InvalidOperationException($"'{Name}' is committed.");
        }
    }

    internal string Doing(string verb, nint length, ulong position) => $"{verb} {length} bytes at {position} of '{Name}'";

    internal EndOfStreamException Ended(ulong position, nint length) =>
        new($"'{Name}' ends before byte {position + (ulong)length}: it was cut short, or is not what it says.");

    private void Prepare(ulong end)
    {
        lock (_gate)
        {
            if (!_hasBegun)
            {
                _ending.Begin();
                Volatile.Write(ref _hasBegun, true);
            }

            if (_direct is not null && end > _grownTo)
            {
                // A limit on file sizes may forbid the growth and yet allow the write.
                ulong to = checked((end + Growth - 1) / Growth * Growth);
                _ = Libc.ftruncate(_main, (long)to);
                Volatile.Write(ref _grownTo, to);
            }
        }
    }

    /// <summary>Nothing stands behind what was written: neither growth nor what an older file had there.</summary>
    private void CutTail()
    {
        ulong end = _pageChannels.Append(_mainChannel).Max(static c => c.WrittenTo);
        end = Math.Max(end, OffsetBytes);
        if (_main.Status().SizeBytes != end && Libc.ftruncate(_main, (long)end) != 0)
        {
            throw Errno.Exception($"Cutting '{Name}' to {end} bytes", Errno.Last);
        }
    }

    /// <summary>One fsync covers the inode; the second descriptor is asked as well because write-back errors are told to each descriptor apart.</summary>
    private void Sync()
    {
        foreach (Descriptor descriptor in _direct is null ? [_main] : new[] { _direct, _main })
        {
            while (Libc.fsync(descriptor) != 0)
            {
                if (Errno.Last != Errno.Interrupted)
                {
                    throw Errno.Exception($"Putting '{Name}' on stable storage", Errno.Last);
                }
            }
        }
    }
}
