using Xemu.Abstractions;

namespace Xemu.Chardev;

/// <summary>Options of <c>chardev.file</c>.</summary>
internal sealed record FileOptions
{
    [Option("The file", Required = true)]
    public FilePath Path { get; init; }

    [Option("Write behind what the file holds already instead of emptying it")]
    public bool Append { get; init; }
}
