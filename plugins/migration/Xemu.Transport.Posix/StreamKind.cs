namespace Xemu.Transport.Posix;

/// <summary>How a descriptor of a stream is used so that calls on it can be woken.</summary>
internal enum StreamKind
{
    /// <summary>A pipe whose open file is ours and does not block.</summary>
    Pipe,

    /// <summary>A pipe that others use as well, so that it must stay as it is: small pieces after poll.</summary>
    BlockingPipe,

    /// <summary>A stream socket: each call says that it does not wait.</summary>
    Socket,
}
