using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Takes bytes and forgets them.</summary>
internal sealed class NullTransport : IMigrationTransport, IComponent
{
    public const string Uri = "null:";

    public bool Accepts(TransportTarget target) => target.Uri == Uri;

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation) => new Stream();

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation) => throw new MigrationException("Nothing is here.");

    public void Dispose()
    {
    }

    private sealed class Stream : IMigrationStream, IMigrationChannel
    {
        public TransportAbilities Abilities => new();

        public IMigrationChannel Main => this;

        public IReadOnlyList<IMigrationChannel> PageChannels => [];

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

        public void Write(ulong position, ReadOnlySpan<byte> source)
        {
        }

        public void Read(ulong position, Span<byte> destination) => throw new EndOfStreamException();

        public void WriteVectored(ulong position, ReadOnlySpan<IoSlice> slices)
        {
        }
    }
}
