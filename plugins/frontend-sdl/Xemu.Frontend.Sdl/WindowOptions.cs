using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Frontend.Sdl;

/// <summary>Options of <c>frontend.sdl</c> and <c>frontend.auto</c>.</summary>
internal sealed record WindowOptions
{
    [Option("Where pictures come from", Required = true)]
    public IDisplaySource? Source { get; init; }

    [Option("Refuse to start where no window can be opened, instead of going on without one")]
    public bool Required { get; init; }

    [Option("How the picture fills the window: aspect keeps 4:3 (16:9 in high definition), integer shows whole multiples of a pixel, stretch fills it")]
    public Scaling Scaling { get; init; } = Scaling.Aspect;

    [Option("Height of the window at the start, in steps of 240 pixels", Min = 1, Max = 16)]
    public int Size { get; init; } = 4;

    [Option("Start in full screen")]
    public bool FullScreen { get; init; }

    [Option("Folder for the pictures that F12 takes; the current one when left out")]
    public FilePath? Screenshots { get; init; }
}
