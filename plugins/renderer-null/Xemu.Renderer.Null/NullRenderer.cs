using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Null;

/// <summary>Draws nothing, and counts what it was asked for.</summary>
internal sealed class NullRenderer : IComponent, IRenderer
{
    private long _draws;
    private long _clears;

    public NullRenderer(IComponentContext context)
    {
        context.AddCounter("draws", "Draws since the machine was made", () => _draws);
        context.AddCounter("clears", "Clears since the machine was made", () => _clears);
    }

    public void Attach(IRamBlock memory)
    {
        // Nothing is drawn.
    }

    public void Draw(DrawCall call) => _draws++;

    public void Clear(in ClearCall call) => _clears++;

    public ulong TakePassedCount() => 0;

    public void WriteBack()
    {
        // Nothing is held back.
    }

    public void Dispose()
    {
        // It owns nothing that needs it.
    }
}
