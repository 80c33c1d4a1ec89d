using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Frontend.Views;

namespace Xemu.Frontend.Sdl;

/// <summary>What a window is made from.</summary>
/// <param name="Id">The component's id.</param>
/// <param name="Options">Its options.</param>
/// <param name="Log">Its log.</param>
/// <param name="Machine">The machine that the keys control.</param>
/// <param name="Pictures">Writes screenshots.</param>
/// <param name="Frames">Where frames come from.</param>
internal sealed record WindowSetup(
    string Id, WindowOptions Options, ILogger Log, IMachineControl Machine, IPictureWriter Pictures, FrameMailbox Frames)
{
    /// <summary>Takes from a context what a window needs.</summary>
    public static WindowSetup From(WindowOptions options, IComponentContext context, FrameMailbox frames) =>
        new(context.Id, options, context.Log, context.Machine, context.Pictures, frames);

    /// <summary>The refusal where a window is demanded.</summary>
    /// <param name="reason">Why there is none.</param>
    public ComponentException NoWindow(string reason) => new(
        $"Component '{Id}' can open no window: {reason}. Set 'required = false', or use type 'frontend.headless'.");
}
