using System.Numerics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The toolkit's renderer over a backend that draws nothing, in a memory of its own, and a rectangle to draw.</summary>
internal sealed class StrictBench : IDisposable
{
    public StrictBench(ulong memoryBytes, StrictBackend backend)
    {
        Machine = new TestMachine(memoryBytes);
        Backend = backend;
        Renderer = new GpuRenderer(backend);
        Renderer.Attach(Machine.Ram);
        Draws = new RendererBench(Machine.Ram);
        Draws.Rectangle(Vector4.One, 0, 0, 64, 48);
    }

    public TestMachine Machine { get; }

    public StrictBackend Backend { get; }

    public GpuRenderer Renderer { get; }

    public RendererBench Draws { get; }

    public void Dispose()
    {
        Renderer.Dispose();
        Machine.Dispose();
    }
}
