using Xemu.Abstractions;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

public sealed class SoftwareRendererConformanceTests : RendererConformance
{
    protected override IComponent Create(TestMachine machine) => new SoftwareRenderer(machine);
}
