namespace Xemu.Transport.FileDirect;

/// <summary>Options of <c>transport.file-direct</c>: none.</summary>
internal sealed record FileDirectOptions;
