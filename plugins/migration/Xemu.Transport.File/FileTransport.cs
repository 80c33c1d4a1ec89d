using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.File;

/// <summary>Files, all channels buffered: <c>file:PATH[,offset=N]</c>.</summary>
internal sealed class FileTransport : IComponent, IMigrationTransport
{
    public bool Accepts(TransportTarget target) => !target.IsDirect && FileAddress.IsFile(target.Uri);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return WithChannels(FileOpener.OpenWrite(FileAddress.Parse(target.Uri), isDirect: false), target, cancellation);
    }

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return WithChannels(FileOpener.OpenRead(FileAddress.Parse(target.Uri), isDirect: false), target, cancellation);
    }

    public void Dispose()
    {
        // Streams are their users'.
    }

    private static SeekableFile WithChannels(SeekableFile file, TransportTarget target, CancellationToken cancellation)
    {
        file.OpenPageChannels(target.PageChannels, cancellation);
        return file;
    }
}
