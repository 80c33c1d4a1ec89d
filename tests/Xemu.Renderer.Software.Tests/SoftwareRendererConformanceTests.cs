using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

public sealed class SoftwareRendererConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) => new SoftwareRenderer(machine);
}

public sealed class SoftwareComponentConformanceTests : ComponentConformance
{
    protected override IComponent Create(TestMachine machine) => new SoftwareRenderer(machine);
}
