namespace Xemu.Transport.Fd;

/// <summary>Options of <c>transport.fd</c>: none.</summary>
internal sealed record FdOptions;
