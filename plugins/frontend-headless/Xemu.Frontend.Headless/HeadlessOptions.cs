using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Frontend.Headless;

/// <summary>Options of <c>frontend.headless</c>.</summary>
internal sealed record HeadlessOptions
{
    [Option("Where pictures come from", Required = true)]
    public IDisplaySource? Source { get; init; }

    [Option("Folder into which frames are written as frame-NNNNNNNN.png; it is made when needed")]
    public FilePath? Frames { get; init; }

    [Option("Write every so many frames", Min = 1, Max = int.MaxValue)]
    public int Every { get; init; } = 60;
}
