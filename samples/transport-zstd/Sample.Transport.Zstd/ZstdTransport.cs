using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Sample.Transport.Zstd;

/// <summary>Compressed files: <c>zstd:PATH</c>.</summary>
public sealed class ZstdTransport(ZstdOptions options) : IComponent, IMigrationTransport
{
    private const string Scheme = "zstd:";

    public bool Accepts(TransportTarget target) => !target.IsDirect && target.Uri.StartsWith(Scheme, StringComparison.Ordinal);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation)
    {
        string path = PathOf(target, cancellation);
        if (Directory.Exists(path))
        {
            throw new MigrationException($"'{path}' is a folder; name a file in it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new MigrationException($"The folder of '{path}' does not exist; make it first.");
        }

        return Open(path, () => new ZstdWriter(path, options.Level), target, cancellation);
    }

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation)
    {
        string path = PathOf(target, cancellation);
        return Open(path, () => new ZstdReader(path), target, cancellation);
    }

    public void Dispose()
    {
    }

    private static IMigrationStream Open(string path, Func<IMigrationStream> open, TransportTarget target, CancellationToken cancellation)
    {
        try
        {
            IMigrationStream stream = open();
            stream.OpenPageChannels(target.PageChannels, cancellation);
            return stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MigrationException($"File '{path}' cannot be opened: {exception.Message.TrimEnd('.')}; choose another.", exception);
        }
    }

    private static string PathOf(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string path = target.Uri[Scheme.Length..];
        return path.Length > 0 && !path.Contains('\0') ? Path.GetFullPath(path) : throw new MigrationException($"Address '{target.Uri}' names no file; write zstd:PATH.");
    }
}
