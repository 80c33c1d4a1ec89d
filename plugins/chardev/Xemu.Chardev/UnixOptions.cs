using Xemu.Abstractions;

namespace Xemu.Chardev;

/// <summary>Options of <c>chardev.unix</c>.</summary>
internal sealed record UnixOptions
{
    [Option("Path of the socket, which is made with mode 0600", Required = true)]
    public FilePath Path { get; init; }

    [Option("How much output is kept while nobody is connected", Min = 1, Max = 64 << 20)]
    public ByteSize Buffer { get; init; } = new(64 << 10);
}
