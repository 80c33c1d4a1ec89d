namespace Xemu.Transport.File;

/// <summary>Options of <c>transport.file</c>: none.</summary>
internal sealed record FileOptions;
