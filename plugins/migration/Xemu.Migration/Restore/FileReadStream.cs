using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A file for reading where there is no machine, and so no transport.</summary>
internal sealed class FileReadStream : IMigrationStream, IMigrationChannel
{
    private readonly FileSnapshotSource _source;
    private readonly string _path;

    /// <summary>Opens a file.</summary>
    /// <exception cref="MigrationException">The address names no file, or it cannot be opened.</exception>
    public FileReadStream(string uri)
    {
        _path = SnapshotPlaces.PathOf(uri) ?? throw new MigrationException($"'{uri}' is no plain file.");
        try
        {
            _source = new FileSnapshotSource(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SnapshotFormatException)
        {
            throw new MigrationException($"'{_path}' cannot be read: {e.Message}", e);
        }
    }

    public TransportAbilities Abilities => new() { IsSeekable = true };

    public IMigrationChannel Main => this;

    public IReadOnlyList<IMigrationChannel> PageChannels => [];

    public ulong? LengthBytes => (ulong?)_source.Length;

    public void OpenPageChannels(int count, CancellationToken cancellation)
    {
        if (count > 0)
        {
            throw new MigrationException("This file is read through one channel.");
        }
    }

    public void Read(ulong position, Span<byte> destination)
    {
        if (_source.Read((long)position, destination) < destination.Length)
        {
            throw new EndOfStreamException($"'{_path}' ends before 0x{position + (ulong)destination.Length:X}.");
        }
    }

    public void Write(ulong position, ReadOnlySpan<byte> source) => throw new IOException($"'{_path}' is open for reading.");

    public void Flush()
    {
    }

    public void Commit()
    {
    }

    public void Abort()
    {
    }

    public void Dispose() => _source.Dispose();
}
