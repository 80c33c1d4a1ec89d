using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

public sealed class ConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine) => new SoftwareRenderer(machine);
}
