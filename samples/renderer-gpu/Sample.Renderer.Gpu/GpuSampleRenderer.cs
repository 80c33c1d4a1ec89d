using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Renderer.Toolkit;

namespace Sample.Renderer.Gpu;

/// <summary>The component: the toolkit's renderer over Vulkan.</summary>
public sealed class GpuSampleRenderer : IComponent, IRenderer
{
    [Derived("what was drawn is written back before a save")]
    private readonly GpuRenderer _renderer;

    public GpuSampleRenderer(IComponentContext context)
    {
        try
        {
            _renderer = new GpuRenderer(new VulkanBackend());
        }
        catch (GpuBackendException e)
        {
            throw new ComponentException(e.Message, e);
        }

        context.AddCounter("draws", "Draws since the machine was made", () => _renderer.Counters.Draws);
    }

    public void Attach(IRamBlock memory) => _renderer.Attach(memory);

    public void Detach() => _renderer.Detach();

    public void Draw(DrawCall call) => _renderer.Draw(call);

    public void Clear(in ClearCall call) => _renderer.Clear(call);

    public void Copy(in CopyCall call, IRamBlock memory) => _renderer.Copy(call, memory);

    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels) => _renderer.ReadScanout(call, memory, pixels);

    public ulong TakePassedCount() => _renderer.TakePassedCount();

    public void WriteBack() => _renderer.WriteBack();

    public void Reset(ResetKind kind)
    {
        // What it holds follows from its calls.
    }

    public void Dispose() => _renderer.Dispose();
}
