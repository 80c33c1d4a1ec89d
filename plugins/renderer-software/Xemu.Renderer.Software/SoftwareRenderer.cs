using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Renderer.Software;

/// <summary>The reference renderer: it draws straight into guest memory, so that there is nothing to write back.</summary>
internal sealed class SoftwareRenderer : IComponent, IRenderer
{
    [Derived("scratch, textures by their bytes, and a count that is taken before a save")]
    private readonly DrawEngine _engine;

    [Derived("host-side: counts since this process began")]
    private long _draws;

    [Derived("host-side: counts since this process began")]
    private long _clears;

    [Derived("fixed once wired")]
    private IRamBlock? _memory;

    public SoftwareRenderer(IComponentContext context)
        : this(new SoftwareRendererOptions(), context)
    {
    }

    public SoftwareRenderer(SoftwareRendererOptions options, IComponentContext context)
    {
        _engine = new DrawEngine(options.Threads != 0 ? options.Threads : Math.Clamp(Environment.ProcessorCount, 1, SoftwareRendererOptions.MaxThreads));
        context.AddCounter("draws", "Draws since the machine was made", () => _draws);
        context.AddCounter("clears", "Clears since the machine was made", () => _clears);
        context.AddCounter("shared", "Draws since the machine was made that several threads have drawn", () => _engine.SharedCount);
        context.AddCounter("programs", "Pixel programs compiled since the machine was made", () => _engine.CompiledCount);
        context.AddCounter("dropped", "Primitives left out since the machine was made, as those of their draw before them had covered 2^27 pixels", () => _engine.DroppedCount);
    }

    public void Attach(IRamBlock memory) => _memory = memory;

    public void Draw(DrawCall call)
    {
        _draws++;
        _engine.Draw(_memory!, call);
    }

    public void Clear(in ClearCall call)
    {
        _clears++;
        ClearEngine.Clear(_memory!, call);
    }

    public long TakeWork() => _engine.TakeWork();

    public ulong TakePassedCount() => _engine.TakePassedCount();

    public void WriteBack()
    {
        // Memory is where everything is drawn.
    }

    public void Reset(ResetKind kind)
    {
        // What it holds follows from its calls.
    }

    public void Dispose() => _engine.Dispose();
}
