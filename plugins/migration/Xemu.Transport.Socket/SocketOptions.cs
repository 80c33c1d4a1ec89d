namespace Xemu.Transport.Socket;

/// <summary>Options of <c>transport.socket</c>: none.</summary>
internal sealed record SocketOptions;
