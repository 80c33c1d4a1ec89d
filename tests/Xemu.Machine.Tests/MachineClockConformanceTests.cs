using Xemu.Abstractions.Time;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Machine.Tests;

public sealed class MachineClockConformanceTests : ClockConformance, IDisposable
{
    private readonly TestMachine _machine = new();

    protected override IClock Clock => _machine.Clock;

    protected override void Advance(ulong nanoseconds) => _machine.Advance(nanoseconds);

    public void Dispose() => _machine.Dispose();
}
