namespace Xemu.Transport.Posix;

/// <summary>What O_DIRECT asks of a file's users.</summary>
/// <param name="Position">Bytes of which positions and lengths are multiples.</param>
/// <param name="Memory">Bytes of which memory addresses are multiples.</param>
internal readonly record struct DirectAlignment(int Position, int Memory);
