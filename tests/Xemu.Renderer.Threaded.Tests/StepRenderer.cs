using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded.Tests;

/// <summary>Draws nothing, and each draw only when it is let.</summary>
internal sealed class StepRenderer : IRenderer
{
    private volatile int _drawn;

    /// <summary>One for each draw that may come.</summary>
    public SemaphoreSlim Permits { get; } = new(0);

    public int Drawn => _drawn;

    /// <summary>What a draw does.</summary>
    public Action<IRamBlock>? Action { get; set; }

    private IRamBlock? Memory { get; set; }

    public void Attach(IRamBlock memory) => Memory = memory;

    public void Draw(DrawCall call)
    {
        Permits.Wait();
        Action?.Invoke(Memory!);
        _drawn++;
    }

    public void Clear(in ClearCall call)
    {
    }

    public ulong TakePassedCount() => 0;

    public void WriteBack()
    {
    }
}
