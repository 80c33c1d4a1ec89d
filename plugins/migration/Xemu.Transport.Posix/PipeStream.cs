using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>A pipe or a socket that somebody else made.</summary>
internal sealed class PipeStream : ByteStream
{
    /// <summary>Makes the stream.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="descriptor">The descriptor, which belongs to the stream.</param>
    /// <param name="isSocket">Whether it is a socket: those go both ways.</param>
    /// <param name="isWriting">Which way the migration goes.</param>
    public PipeStream(string name, Descriptor descriptor, bool isSocket, bool isWriting)
        : base(name, isWriting, new TransportAbilities { IsDuplex = isSocket })
    {
        if (isSocket)
        {
            SetMain(descriptor, StreamKind.Socket);
            return;
        }

        // The flag that keeps calls from waiting belongs to the open file, which others may share: opened again it is ours.
        Descriptor? own = descriptor.TryReopen((isWriting ? Libc.WriteOnly : Libc.ReadOnly) | Libc.NonBlocking, out _);
        if (own is not null)
        {
            descriptor.Dispose();
        }

        SetMain(own ?? descriptor, own is null ? StreamKind.BlockingPipe : StreamKind.Pipe);
    }

    protected override void Finish()
    {
        // A pipe has no storage; its reader sees the end when it is closed.
    }
}
