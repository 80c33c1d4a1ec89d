using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Posix;

namespace Xemu.Transport.FileDirect;

/// <summary>Files whose page channels use O_DIRECT, while the main channel is buffered: <c>file:PATH[,offset=N]</c> with <see cref="TransportTarget.IsDirect"/>.</summary>
internal sealed class FileDirectTransport : IComponent, IMigrationTransport
{
    public bool Accepts(TransportTarget target) => target.IsDirect && FileAddress.IsFile(target.Uri);

    public IMigrationStream OpenWrite(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return WithChannels(FileOpener.OpenWrite(FileAddress.Parse(target.Uri), isDirect: true), target, cancellation);
    }

    public IMigrationStream OpenRead(TransportTarget target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return WithChannels(FileOpener.OpenRead(FileAddress.Parse(target.Uri), isDirect: true), target, cancellation);
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
