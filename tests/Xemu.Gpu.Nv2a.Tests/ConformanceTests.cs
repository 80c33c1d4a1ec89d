using Xemu.Abstractions;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class Nv2aPciConformanceTests : PciDeviceConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.ptimer.base-ns", "state.pcrtc.vblank"];

    protected override IComponent Create(TestMachine machine)
    {
        var gpu = new Nv2a(new Nv2aOptions(), machine);
        _ = new ConformanceSlot(machine, gpu);
        return gpu;
    }
}

public sealed class Nv2aDisplayConformanceTests : DisplaySourceConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.ptimer.base-ns", "state.pcrtc.vblank"];

    protected override IComponent Create(TestMachine machine)
    {
        var gpu = new Nv2a(new Nv2aOptions(), machine);
        _ = new ConformanceSlot(machine, gpu);
        return gpu;
    }
}
