using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Testing;

/// <summary>A transport around another one that fails where a test wants it. What is counted counts over all channels and streams since the transport was made.</summary>
/// <param name="inner">What does the work; disposed with this where it is a component.</param>
public sealed class FaultyTransport(IMigrationTransport inner) : IComponent, IMigrationTransport
{
    /// <summary>ENOSPC, as <see cref="Exception.HResult"/> of the failures that stand for a full disk.</summary>
    public const int NoSpace = 28;

    private long _writes;
    private long _reads;
    private long _bytesWritten;
    private int _commits;
    private int _aborts;
    private int _open;

    /// <summary>The write that fails, 1 for the first; 0 for none. All later ones fail as well.</summary>
    public long FailWrite { get; set; }

    /// <summary>The failing write still writes its first half, as a disk that becomes full does.</summary>
    public bool IsFailingWriteShort { get; set; }

    /// <summary>The disk is full after so many bytes: what fits is written; null for no limit.</summary>
    public long? FullAfterBytes { get; set; }

    /// <summary>The read that fails, 1 for the first; 0 for none. All later ones fail as well.</summary>
    public long FailRead { get; set; }

    /// <summary>Nothing can be read from here on: the source is cut short; null for as long as it is.</summary>
    public ulong? EndOfReading { get; set; }

    /// <summary>Opening fails.</summary>
    public bool FailOpen { get; set; }

    /// <summary>Opening page channels fails.</summary>
    public bool FailPageChannels { get; set; }

    /// <summary>Flushing fails.</summary>
    public bool FailFlush { get; set; }

    /// <summary>Committing fails, and the stream is aborted.</summary>
    public bool FailCommit { get; set; }

    /// <summary>Called before each write with its number: a test makes a transport slow by waiting here for what it wants to happen meanwhile.</summary>
    public Action<long>? BeforeWrite { get; set; }

    /// <summary>Called before each read with its number.</summary>
    public Action<long>? BeforeRead { get; set; }

    /// <summary>Called before a commit.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Changes what the inner stream says it can do: alignment, no seeking.</summary>
    public Func<TransportAbilities, TransportAbilities>? Abilities { get; set; }

    /// <summary>Writes begun so far.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Reads begun so far.</summary>
    public long Reads => Volatile.Read(ref _reads);

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>Commits that succeeded.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Calls of Abort.</summary>
    public int Aborts => Volatile.Read(ref _aborts);

    /// <summary>Streams opened and not disposed.</summary>
    public int OpenStreams => Volatile.Read(ref _open);

    /// <inheritdoc/>
    public bool Accepts(TransportTarget target) => inner.Accepts(target);

    /// <inheritdoc/>
    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) => Open(() => inner.OpenWrite(target, cancellation), target);

    /// <inheritdoc/>
    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => Open(() => inner.OpenRead(target, cancellation), target);

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private FaultyStream Open(Func<IMigrationStream> open, TransportTarget target)
    {
        if (FailOpen)
        {
            throw new MigrationException($"'{target.Uri}' was made to fail; the test wants it so.");
        }

        var stream = new FaultyStream(this, open());
        Interlocked.Increment(ref _open);
        return stream;
    }

    private static IOException Full(string doing) => new($"{doing} failed: No space left on device (made to fail); free space.", NoSpace);

    private sealed class FaultyStream(FaultyTransport owner, IMigrationStream inner) : IMigrationStream
    {
        private readonly FaultyChannel _main = new(owner, inner.Main);
        private FaultyChannel[] _channels = [.. inner.PageChannels.Select(c => new FaultyChannel(owner, c))];
        private bool _isDisposed;

        public TransportAbilities Abilities => owner.Abilities?.Invoke(inner.Abilities) ?? inner.Abilities;

        public IMigrationChannel Main => _main;

        public IReadOnlyList<IMigrationChannel> PageChannels => _channels;

        public ulong? LengthBytes => owner.EndOfReading is { } end ? Math.Min(end, inner.LengthBytes ?? end) : inner.LengthBytes;

        public void OpenPageChannels(int count, CancellationToken cancellation)
        {
            if (owner.FailPageChannels)
            {
                throw new MigrationException($"{count} page channels were made to fail; the test wants it so.");
            }

            inner.OpenPageChannels(count, cancellation);
            _channels = [.. _channels, .. inner.PageChannels.Skip(_channels.Length).Select(c => new FaultyChannel(owner, c))];
        }

        public void Flush()
        {
            if (owner.FailFlush)
            {
                throw Full("Flushing");
            }

            inner.Flush();
        }

        public void Commit()
        {
            owner.BeforeCommit?.Invoke();
            if (owner.FailCommit)
            {
                inner.Abort();
                throw Full("Committing");
            }

            inner.Commit();
            Interlocked.Increment(ref owner._commits);
        }

        public void Abort()
        {
            Interlocked.Increment(ref owner._aborts);
            inner.Abort();
        }

        public void Dispose()
        {
            inner.Dispose();
            if (!_isDisposed)
            {
                _isDisposed = true;
                Interlocked.Decrement(ref owner._open);
            }
        }
    }

    private sealed class FaultyChannel(FaultyTransport owner, IMigrationChannel inner) : IMigrationChannel
    {
        public void Write(ulong position, ReadOnlySpan<byte> source)
        {
            int allowed = Allowed(source.Length);
            inner.Write(position, source[..allowed]);
            Interlocked.Add(ref owner._bytesWritten, allowed);
            if (allowed < source.Length)
            {
                throw Full($"Writing {source.Length} bytes at {position}");
            }
        }

        public void Read(ulong position, Span<byte> destination)
        {
            Check(position, (ulong)destination.Length);
            inner.Read(position, destination);
        }

        public void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices)
        {
            long length = 0;
            foreach (IoSlice slice in slices)
            {
                length += slice.LengthBytes;
            }

            // One call of the user is one write; a failing one goes as far as whole slices reach, so that alignment stays.
            long allowed = Allowed(length);
            if (allowed == length)
            {
                inner.WriteVectored(position, slices);
                Interlocked.Add(ref owner._bytesWritten, length);
                return;
            }

            foreach (IoSlice slice in slices)
            {
                if (slice.LengthBytes > allowed)
                {
                    break;
                }

                inner.Write(position, slice.AsSpan());
                Interlocked.Add(ref owner._bytesWritten, slice.LengthBytes);
                position += (ulong)slice.LengthBytes;
                allowed -= slice.LengthBytes;
            }

            throw Full($"Writing {length} bytes before {position}");
        }

        public void ReadVectored(ulong position, ReadOnlySpan<IoSlice> slices)
        {
            ulong length = 0;
            foreach (IoSlice slice in slices)
            {
                length += (ulong)slice.LengthBytes;
            }

            Check(position, length);
            inner.ReadVectored(position, slices);
        }

        private int Allowed(int length) => (int)Allowed((long)length);

        /// <summary>How much of a write may be done, in whole blocks of 4 KiB unless it is all.</summary>
        private long Allowed(long length)
        {
            long number = Interlocked.Increment(ref owner._writes);
            owner.BeforeWrite?.Invoke(number);
            long allowed = length;
            if (owner.FailWrite > 0 && number >= owner.FailWrite)
            {
                allowed = owner.IsFailingWriteShort && number == owner.FailWrite ? length / 2 : 0;
                return allowed & ~4095L;
            }

            if (owner.FullAfterBytes is { } limit && owner.BytesWritten + length > limit)
            {
                allowed = Math.Max(0, limit - owner.BytesWritten) & ~4095L;
            }

            return allowed;
        }

        private void Check(ulong position, ulong length)
        {
            long number = Interlocked.Increment(ref owner._reads);
            owner.BeforeRead?.Invoke(number);
            if (owner.FailRead > 0 && number >= owner.FailRead)
            {
                throw new IOException($"Reading {length} bytes at {position} failed: Input/output error (made to fail).", 5);
            }

            if (owner.EndOfReading is { } end && (position > end || length > end - position))
            {
                throw new EndOfStreamException($"The source ends before byte {position + length} (made to end).");
            }
        }
    }
}
