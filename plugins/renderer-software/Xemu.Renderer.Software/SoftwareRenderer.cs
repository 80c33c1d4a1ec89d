using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>The reference renderer: it draws straight into guest memory, so that there is nothing to write back.</summary>
internal sealed class SoftwareRenderer : IComponent, IRenderer
{
    private readonly OutputMerger _merger = new();
    private readonly DrawEngine _engine;
    private long _draws;
    private long _clears;

    public SoftwareRenderer(IComponentContext context)
    {
        _engine = new DrawEngine(_merger);
        context.AddCounter("draws", "Draws since the machine was made", () => _draws);
        context.AddCounter("clears", "Clears since the machine was made", () => _clears);
    }

    private IRamBlock? Memory { get; set; }

    public void Attach(IRamBlock memory) => Memory = memory;

    public void Draw(DrawCall call)
    {
        _draws++;
        _engine.Draw(Memory!, call);
    }

    public void Clear(in ClearCall call)
    {
        _clears++;
        ClearEngine.Clear(Memory!, call);
    }

    public void ResetPassedCount() => _merger.PassedCount = 0;

    public ulong ReadPassedCount() => _merger.PassedCount;

    public void WriteBack()
    {
        // Memory is where everything is drawn.
    }

    public void Reset(ResetKind kind)
    {
        // What it holds follows from its calls.
    }

    public void Dispose()
    {
        // It owns nothing that needs it.
    }
}
