using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Renderer.Null;
using Xemu.Renderer.Software;
using Xemu.Testing;

namespace Xemu.Renderer.Threaded.Tests;

/// <summary>The wrapper around the reference renderer is a renderer like any other.</summary>
public sealed class ThreadedRendererConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) => new ThreadedRenderer(new ThreadedRendererOptions { Renderer = new SoftwareRenderer(machine) }, machine);
}

/// <summary>A short queue, so that it fills.</summary>
public sealed class ShortQueueConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) =>
        new ThreadedRenderer(new ThreadedRendererOptions { Renderer = new SoftwareRenderer(machine), QueueLength = 1 }, machine);
}

/// <summary>One that claims memory is a renderer, so that the next suite says something.</summary>
public sealed class ClaimingRendererConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) => new ClaimingRenderer(machine);
}

/// <summary>The wrapper around a renderer that draws elsewhere and claims memory.</summary>
public sealed class ThreadedClaimingConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) => new ThreadedRenderer(new ThreadedRendererOptions { Renderer = new ClaimingRenderer(machine) }, machine);
}

public sealed class ThreadedComponentConformanceTests : ComponentConformance
{
    protected override IComponent Create(TestMachine machine) => new ThreadedRenderer(new ThreadedRendererOptions { Renderer = new SoftwareRenderer(machine) }, machine);
}

public sealed class NullRendererConformanceTests : ComponentConformance
{
    protected override IComponent Create(TestMachine machine) => new NullRenderer(machine);
}
