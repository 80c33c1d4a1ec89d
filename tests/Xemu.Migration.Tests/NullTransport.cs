using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Takes bytes and forgets them.</summary>
internal sealed class NullTransport(TransportAbilities? abilities = null) : IMigrationTransport, IComponent
{
    public const string Uri = "null:";

    /// <summary>Called for each write.</summary>
    public Action? OnWrite { get; set; }

    public bool Accepts(TransportTarget target) => target.Uri == Uri;

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) =>
        new Stream(this, abilities ?? new(), target.PageChannels);

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => throw new MigrationException("Nothing is here.");

    public void Dispose()
    {
    }

    private sealed class Stream(NullTransport owner, TransportAbilities abilities, int channels) : IMigrationStream
    {
        public TransportAbilities Abilities => abilities;

        public IMigrationChannel Main { get; } = new Channel(owner);

        public IReadOnlyList<IMigrationChannel> PageChannels { get; } = [.. Enumerable.Repeat(owner, channels).Select(static owner => new Channel(owner))];

        public ulong? LengthBytes => null;

        public void OpenPageChannels(int count, CancellationToken cancellation)
        {
        }

        public void Flush()
        {
        }

        public void Commit()
        {
        }

        public void Abort()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Channel(NullTransport owner) : IMigrationChannel
    {
        public void Write(ulong position, ReadOnlySpan<byte> source) => owner.OnWrite?.Invoke();

        public void Read(ulong position, Span<byte> destination) => throw new EndOfStreamException();

        public void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices) => owner.OnWrite?.Invoke();
    }
}
