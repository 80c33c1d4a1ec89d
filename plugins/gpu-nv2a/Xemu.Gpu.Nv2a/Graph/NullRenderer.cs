using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Draws nothing: what a chip without a renderer uses.</summary>
internal sealed class NullRenderer : IRenderer
{
    public void Attach(IRamBlock memory)
    {
        // Nothing is drawn.
    }

    public void Draw(DrawCall call)
    {
        // Nothing is drawn.
    }

    public void Clear(in ClearCall call)
    {
        // Nothing is drawn.
    }

    public ulong TakePassedCount() => 0;

    public void WriteBack()
    {
        // Nothing is held back.
    }
}
