using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Frontend.Views;

/// <summary>A window in a shadow: nobody looks.</summary>
internal sealed class ShadowDisplay : IComponent, IDisplaySink
{
    public void FrameReady(IDisplaySource source, FrameInfo frame)
    {
    }

    public void Dispose()
    {
    }
}
